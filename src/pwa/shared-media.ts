/** Where the service worker leaves a photo or a video that was shared with the app, and the page finds it. */

/** Cache that holds it. */
export const SHARED_CACHE = "mealshift-shared";
/** Its entry, an address relative to the site's folder; the header `x-file-name` holds the file's name, encoded. */
export const SHARED_NAME = "shared/media";
/** Field of the form that the system posts, as the web manifest names it. */
export const FIELD = "media";
