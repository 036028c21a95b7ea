/**
 * The service worker: answers for the shell of the app from what was fetched when this version was installed, all of it
 * together, and for WebAssembly from the verified store. Everything else goes to the network: models are kept by the pages.
 */
import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { isRuntime, isShell, type RuntimeFile, type ShellFile } from "./manifest";
import { receiveShared } from "./share-target";
import { RuntimeFiles } from "./runtime-files";

declare const self: ServiceWorkerGlobalScope & {
  /** Written in its place by the build. */
  readonly APP_FILES: readonly (ShellFile | RuntimeFile)[];
};

const root = new URL(self.registration.scope);
const files = self.APP_FILES;
const runtime = new RuntimeFiles(root, files.filter(isRuntime));

cleanupOutdatedCaches();
precacheAndRoute(
  // Each with its hash, so that files of two versions never come together when the site changes meanwhile.
  files.filter(isShell),
  // The pages read their address themselves: whatever it asks for, the page is the same.
  { ignoreURLParametersMatching: [/.*/] },
);
registerRoute(
  ({ url }) => runtime.serves(url.href),
  ({ request, event }) => runtime.respond(request, event),
);
registerRoute(
  ({ url }) => url.href === new URL("share-target", root).href,
  ({ request }) => receiveShared(request, root),
  "POST",
);

self.addEventListener("install", (event) => event.waitUntil(runtime.keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(runtime.sweep()));
clientsClaim();

self.addEventListener("message", (event: ExtendableMessageEvent) => {
  const { data }: { data: unknown } = event;
  const type = typeof data === "object" && data !== null && "type" in data ? data.type : undefined;
  // Only when somebody agreed: the pages of the older version load again then.
  if (type === "SKIP_WAITING") event.waitUntil(self.skipWaiting());
  if (type === "IS_COMPLETE") {
    event.waitUntil(runtime.isComplete().then((complete) => event.ports[0]?.postMessage(complete)));
  }
});
