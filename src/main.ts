import { effect } from "@preact/signals";
import { preferredLanguage } from "./i18n";
import type { MountLens } from "./kiosk";
import { browserStorage, createApp, createKeeping } from "./pwa";
import { browserStages, LensSession, parseParams, publishApi, SettingsStore } from "./session";
import { mount } from "./ui";

const { params, problems } = parseParams(location.href);

if (params["xr-emulate"] !== undefined) {
  try {
    const { emulate } = await import("./emulation");
    await emulate({
      device: params["xr-emulate"],
      refuse: params["xr-refuse"] ?? [],
      path: params["xr-path"] ?? null,
      language: params.lang ?? preferredLanguage(navigator.languages),
    });
  } catch {
    // Without a network, or without WebGL. The lens says that it goes on without.
    problems.push({ parameter: "xr-emulate", value: params["xr-emulate"] });
  }
}

if (params.source?.kind === "shared") {
  // Loaded again, the page has nothing more to take.
  const address = new URL(location.href);
  address.searchParams.delete("shared");
  history.replaceState(history.state, "", address);
}

/** A kiosk forgets: the next visitor starts as the first one did. */
const settings = new SettingsStore(params.kiosk ? null : browserStorage("localStorage"));

const canvasHost = document.createElement("div");
canvasHost.className = "canvas-host";

/** Lies over the room in AR. */
const overlayHost = document.createElement("div");
overlayHost.className = "on-picture";

const siteRoot = new URL("./", document.baseURI);
const keeping = createKeeping(siteRoot);
const pwa = createApp({ root: siteRoot, keeping, storage: browserStorage("localStorage") });

const session = new LensSession({
  stages: browserStages(new URL("models/", siteRoot).href, params.model, keeping),
  container: canvasHost,
  params,
  problems,
  settings,
  overlay: overlayHost,
});
publishApi(session.state);

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id app.");
if (params.kiosk) {
  const { startKiosk } = await import("./kiosk");
  const mountLens: MountLens = (lens, language, keep) =>
    mount(root, { lens, canvasHost, language, settings, kiosk: true, welcome: false, keep });
  void startKiosk({ session, params, settings, updates: pwa, canvasHost, mountLens });
} else {
  const language = params.lang ?? settings.current.lang ?? preferredLanguage(navigator.languages);
  mount(root, {
    lens: session,
    canvasHost,
    overlayHost,
    language,
    settings,
    kiosk: false,
    welcome: isFirstVisit(),
    pwa,
  });
}

void session.start();
// What the lens itself needs comes first; then its shell is fetched for visits without the network.
effect(() => {
  if (session.state.phase.value.kind !== "loading") void pwa.start();
});

/** Nobody has chosen a picture yet: neither a visitor of before, nor the address. */
function isFirstVisit(): boolean {
  const { welcomed = false, source, startCamera } = settings.current;
  return !(welcomed || source !== undefined || startCamera !== undefined || params.source !== undefined);
}
