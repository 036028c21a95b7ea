/** The installed and the offline app: what the browser keeps of it, its service worker, updates, installation. */
export { createKeeping } from "./keeping";
