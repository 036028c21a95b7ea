import { preferredLanguage } from "./i18n";
import { createKeeping } from "./pwa";
import { browserStages, LensSession, parseParams, publishApi, SettingsStore } from "./session";
import { mount } from "./ui";

const { params, problems } = parseParams(location.href);

/** A kiosk forgets: the next visitor starts as the first one did. */
const settings = new SettingsStore(params.kiosk ? null : browserStorage());

const canvasHost = document.createElement("div");
canvasHost.className = "canvas-host";

const siteRoot = new URL("./", document.baseURI);
const keeping = createKeeping(siteRoot);

const session = new LensSession({
  stages: browserStages(new URL("models/", siteRoot).href, params.model, keeping),
  container: canvasHost,
  params,
  problems,
  settings,
});
publishApi(session.state);

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id app.");
mount(root, {
  lens: session,
  canvasHost,
  language: params.lang ?? settings.current.lang ?? preferredLanguage(navigator.languages),
  settings,
  kiosk: params.kiosk,
  welcome: isFirstVisit(),
});

void session.start();

/** Nobody has chosen a picture yet: neither a visitor of before, nor the address, nor a kiosk's owner. */
function isFirstVisit(): boolean {
  const { welcomed = false, source, startCamera } = settings.current;
  const chosen = welcomed || source !== undefined || startCamera !== undefined || params.source !== undefined;
  return !chosen && !params.kiosk;
}

/** Even looking at it throws where storage is forbidden. */
function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}
