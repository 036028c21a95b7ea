import { effect, signal } from "@preact/signals";
import { h, render } from "preact";
import type { App, AppNotice } from "../../../src/pwa";
import { AppNotices } from "../../../src/ui/app-notices/app-notices";
import { LanguageProvider } from "../../../src/ui/kit/language";

/** What the page offers to its test. */
interface NoticesPage {
  show(notice: AppNotice | null): void;
  setLanguage(language: "en" | "ja"): void;
  /** What was asked of the app, in order. */
  readonly calls: readonly string[];
}

declare global {
  var noticesPage: NoticesPage;
}

const current = signal<AppNotice | null>(null);
const language = signal<"en" | "ja">("en");
const calls: string[] = [];
const call = (name: string) => () => {
  calls.push(name);
};

const app: App = {
  offlineReady: signal(false),
  update: signal("none"),
  stale: signal(false),
  trouble: signal(null),
  install: {
    offer: signal(null),
    used: call("used"),
    accept: async () => call("install")(),
    decline: call("decline"),
  },
  notices: { current, dismiss: call("dismiss") },
  start: async () => call("start")(),
  applyUpdate: call("applyUpdate"),
  applyUpdateWhenIdle: () => call("applyUpdateWhenIdle"),
};

const root = document.getElementById("app");
if (root === null) throw new Error("The page has no element with the id app.");
effect(() => {
  document.documentElement.lang = language.value;
});
const setLanguage = (chosen: "en" | "ja") => {
  language.value = chosen;
};
render(h(LanguageProvider, { value: { language, setLanguage } }, h(AppNotices, { app })), root);
globalThis.noticesPage = {
  calls,
  setLanguage,
  show: (notice) => {
    current.value = notice;
  },
};
