import { FIELD, SHARED_CACHE, SHARED_NAME } from "../pwa/shared-media";

/**
 * Takes a photo or a video that another app shares: keeps it for the page, and opens the page. The newest takes the place of
 * one that was never looked at.
 *
 * @param root Folder of the site.
 */
export async function receiveShared(request: Request, root: URL): Promise<Response> {
  try {
    const shared = (await request.formData()).get(FIELD);
    const cache = await caches.open(SHARED_CACHE);
    const address = new URL(SHARED_NAME, root).href;
    await cache.delete(address);
    if (shared instanceof File) {
      const headers = { "content-type": shared.type, "x-file-name": encodeURIComponent(shared.name) };
      await cache.put(address, new Response(shared, { headers }));
    }
  } catch {
    // The page finds nothing there, and says so.
  }
  return Response.redirect(new URL("./?shared", root).href, 303);
}
