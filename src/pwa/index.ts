export { browserStorage } from "../net/browser-storage";
/** The installed and the offline app: what the browser keeps of it, its service worker, updates, installation. */
export { createApp, type App } from "./app-state";
export { forgetApp } from "./forget";
export { createKeeping, type PageKeeping } from "./keeping";
export type { AppNotice } from "./notices";
export { SHARED_CACHE, SHARED_NAME } from "./shared-media";
