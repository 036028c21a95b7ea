import { browserStorage, createApp, createKeeping } from "../../../pwa";

/** Folder of the site, one above the labs' pages. */
export const site = new URL("../", document.baseURI);

/** Keeps what was loaded for the next visit. */
export const keeping = createKeeping(site);

/** Has the pages kept for visits without the network, and tells of new versions. */
export const app = createApp({ root: site, keeping, storage: browserStorage("localStorage") });
