export type { JobStatus } from "./contract";
export { serveWatch, type WatchOptions, type WatchServer } from "./server/serve";
