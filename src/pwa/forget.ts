import { SHARED_CACHE, SHARED_NAME } from "./shared-media";
import { FILES_CACHE } from "./store/open";

/**
 * Removes everything that the browser keeps of the app at `root`: models, WebAssembly, what was shared with it, the shell and
 * the service worker. The page that is open goes on; the next visit is like the first.
 */
export const forgetApp = async (root: URL): Promise<void> => {
  // Typed as always there, but both are left out on pages without HTTPS.
  const container: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  const storage: CacheStorage | undefined = globalThis.caches;
  const registration = await container?.getRegistration(root.href);
  await registration?.unregister();
  if (storage === undefined) return;
  for (const name of await storage.keys()) {
    // Workbox names its caches after the scope; ours hold entries of every folder of the server.
    if (name.endsWith(`-${root.href}`)) await storage.delete(name);
  }
  const files = await storage.open(FILES_CACHE);
  for (const request of await files.keys()) {
    if (request.url.startsWith(root.href)) await files.delete(request);
  }
  const shared = await storage.open(SHARED_CACHE);
  await shared.delete(new URL(SHARED_NAME, root).href);
};
