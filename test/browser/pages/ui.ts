/**
 * The interface with a state of its own making, without stages: `?scene=` names the situation, `?lang=` the language.
 * `uiPage.calls` records what the interface asked for.
 */
// Past the face of src/session, which would load every stage.
import { createLensState, type WritableLensState } from "../../../src/session/state";
import { SettingsStore } from "../../../src/session/settings";
import type { RoundPicture } from "../../../src/session/domain-round";
import type { DomainChoice, Lens } from "../../../src/session/types";
import { mount } from "../../../src/ui";
import { createPageStudio, type PageStudio } from "./page-studio";

interface UiPage {
  readonly calls: string[];
  readonly settings: SettingsStore;
  readonly state: WritableLensState;
  readonly studio: PageStudio;
}

declare global {
  var uiPage: UiPage;
}

const query = new URLSearchParams(location.search);
const names = [
  ["bibimbap", "Bibimbap", "ビビンバ"],
  ["biryani", "Biryani", "ビリヤニ"],
  ["curry_rice", "Curry rice", "カレーライス"],
  ["hiyashi_chuka", "Chilled noodles", "冷やし中華"],
  ["khao_kha_mu", "Braised pork rice", "カオカームー"],
  ["khao_soi", "Curry noodles", "カオソーイ"],
  ["pad_see_ew", "Fried noodles", "パッシーイウ"],
  ["pad_thai", "Pad Thai", "パッタイ"],
  ["ramen", "Ramen", "ラーメン"],
  ["tom_yum", "Tom yum", "トムヤム"],
] as const;
const domains: readonly DomainChoice[] = names.map(([id, en, ja]) => ({
  id,
  en,
  ja,
  tile: `/models/lens/tiles/${id}.webp`,
}));

const state = createLensState();
const calls: string[] = [];
const record = (name: string, ...values: readonly unknown[]) => {
  calls.push([name, ...values.map((value) => JSON.stringify(value))].join(" "));
};

const chooseDomain = (id: string) => {
  record("chooseDomain", id);
  if (!domains.some((domain) => domain.id === id)) return;
  const chosen = state.chosenDish.peek();
  if (chosen === null) {
    state.defaultDomain.value = id;
    state.defaultMix.value = null;
  }
  state.dishes.value = state.dishes
    .peek()
    .map((dish) => (chosen === null || dish.id === chosen ? { ...dish, domain: id, mix: null } : dish));
};

const canvas = document.createElement("canvas");
canvas.width = 1280;
canvas.height = 960;

const studio = createPageStudio(canvas);

const lens: Lens = {
  state,
  studio,
  actions: {
    chooseDomain,
    stepDomain(by) {
      const at = domains.findIndex(({ id }) => id === state.currentDomain.peek());
      chooseDomain(domains[(at + by + domains.length) % domains.length]?.id ?? "");
    },
    mixDomains(from, to, amount) {
      record("mixDomains", from, to, Number(amount.toFixed(2)));
      const chosen = state.chosenDish.peek();
      const mix = { from, to, amount };
      if (chosen === null) {
        state.defaultDomain.value = from;
        state.defaultMix.value = mix;
      }
      state.dishes.value = state.dishes
        .peek()
        .map((dish) => (chosen === null || dish.id === chosen ? { ...dish, domain: from, mix } : dish));
    },
    chooseDish(id) {
      record("chooseDish", id);
      state.chosenDish.value = id;
    },
    chooseDishAt: (point) => record("chooseDishAt", Number(point.x.toFixed(2)), Number(point.y.toFixed(2))),
    setDivider(position) {
      record("setDivider", position);
      state.divider.value = position;
    },
    setOriginal(shown) {
      if (state.original.peek() !== shown) record("setOriginal", shown);
      state.original.value = shown;
    },
    setStrength(strength) {
      record("setStrength", strength);
      state.strength.value = strength;
    },
    setSteam(on) {
      record("setSteam", on);
      state.steam.value = on;
    },
    setFrozen(frozen) {
      record("setFrozen", frozen);
      state.frozen.value = frozen;
    },
    watchDomains: (onPicture) => watchDomains(onPicture),
    enterImmersive: (language) => record("enterImmersive", language),
    leaveImmersive: () => record("leaveImmersive"),
    open: (wish) => Promise.resolve(record("open", wish.kind, "file" in wish ? wish.file.name : "")),
    flipCamera: () => Promise.resolve(record("flipCamera")),
    setTorch: (on) => Promise.resolve(record("setTorch", on)),
    refreshCameras: () => Promise.resolve(record("refreshCameras")),
    retry: (part) => Promise.resolve(record("retry", part)),
    forgetTuning: () => Promise.resolve(record("forgetTuning")),
    dismissFault(part) {
      record("dismissFault", part);
      state.faults.value = state.faults.peek().filter((fault) => fault.part !== part);
    },
    dismissNotice(id) {
      record("dismissNotice", id);
      state.notices.value = state.notices.peek().filter((notice) => notice.id !== id);
    },
  },
};

/** Each domain as a square of its own colour, as fast as the page can. */
const watchDomains = (onPicture: (picture: RoundPicture) => void): (() => void) => {
  record("watchDomains");
  let at = 0;
  const size = 128;
  const timer = setInterval(() => {
    const domain = domains[at % domains.length];
    at += 1;
    if (domain === undefined) return;
    const data = new Uint8ClampedArray(size * size * 4);
    for (let i = 0; i < data.length; i += 4) data.set([(i / data.length) * 255, 25 * (at % 10), 120, 255], i);
    onPicture({ kind: "domain", domain: domain.id, patch: { data, size } });
  }, 10);
  void createImageBitmap(canvas, 0, 0, 640, 640).then((picture) => onPicture({ kind: "original", picture }));
  return () => {
    clearInterval(timer);
    record("endDomains");
  };
};

const ellipse = (cx: number, cy: number, rx: number, ry: number) => ({ cx, cy, rx, ry, angle: 0 });

const becomeReady = () => {
  state.phase.value = { kind: "ready" };
  state.domains.value = domains;
  state.defaultDomain.value = query.get("dish") ?? "ramen";
  state.compositor.value = "webgl2";
  state.translator.value = {
    kind: "wasm",
    label: "wasm, SIMD, 2 threads",
    size: 128,
    tried: [
      { kind: "webgpu", ok: false, reason: "There is no WebGPU here." },
      { kind: "webgl", ok: false, reason: "WebGL is drawn on the processor, where wasm is faster." },
      { kind: "wasm", ok: true, reason: "" },
    ],
    fallback: true,
    engine: null,
  };
  state.rates.value = { translated: 12.4, drawn: 30 };
  state.timings.value = { segment: 21.3, crop: 1.2, run: 74.9, read: 0.4, translate: 78, draw: 2.1 };
  state.dishes.value = [
    {
      id: 1,
      ellipse: ellipse(425, 440, 290, 205),
      roi: { cx: 425, cy: 440, size: 700 },
      confidence: 0.9,
      domain: "ramen",
      mix: null,
    },
  ];
};

const onCamera = () => {
  state.source.value = {
    kind: "camera",
    status: "live",
    label: "Back camera",
    mirrored: false,
    deviceId: "b",
    torch: false,
  };
  state.cameras.value = [
    { deviceId: "a", label: "Front camera", facing: "user" },
    { deviceId: "b", label: "Back camera", facing: "environment" },
  ];
};

const scenes: Readonly<Record<string, () => void>> = {
  ready: becomeReady,
  camera() {
    becomeReady();
    onCamera();
  },
  two() {
    becomeReady();
    state.dishes.value = [
      ...state.dishes.peek(),
      {
        id: 2,
        ellipse: ellipse(975, 480, 180, 135),
        roi: { cx: 975, cy: 480, size: 440 },
        confidence: 0.8,
        domain: "tom_yum",
        mix: null,
      },
    ];
    state.chosenDish.value = 2;
  },
  compare() {
    becomeReady();
    state.divider.value = 0.5;
  },
  searching() {
    becomeReady();
    onCamera();
    state.dishes.value = [];
  },
  loading() {
    state.phase.value = { kind: "loading", step: "model", loadedBytes: 412_000, totalBytes: 981_000 };
  },
  denied() {
    becomeReady();
    state.faults.value = [
      { part: "source", name: "CameraDeniedError", message: "The camera was refused.", retrying: false },
    ];
  },
  lost() {
    becomeReady();
    onCamera();
    state.faults.value = [
      { part: "source", name: "CameraLostError", message: "The camera was unplugged.", retrying: true },
    ];
  },
  broken() {
    const fault = {
      part: "model",
      name: "ModelIntegrityError",
      message: "model.safetensors has the sha256 0123, not 4567.",
      retrying: false,
    } as const;
    state.faults.value = [fault];
    state.phase.value = { kind: "error", fault };
  },
  engine() {
    becomeReady();
    state.adapter.value = "Acme A1";
    state.compositor.value = "webgpu";
    state.translator.value = {
      kind: "webgpu",
      label: "WebGPU, Acme A1",
      size: 256,
      tried: [{ kind: "webgpu", ok: true, reason: "" }],
      fallback: false,
      engine: {
        arithmetic: "int8",
        kernels: "tuned",
        dropped: [{ arithmetic: "f16", why: { kind: "wrong", decibels: 12.3, wanted: 45 } }],
      },
    };
  },
  ar() {
    becomeReady();
    state.immersive.value = { kind: "available" };
  },
  "no-ar"() {
    becomeReady();
    state.immersive.value = { kind: "unsupported", why: "no-ar" };
  },
  "ar-failed"() {
    becomeReady();
    state.immersive.value = { kind: "available" };
    const message = "The session shows no camera pictures (phone-without-access).";
    state.faults.value = [{ part: "immersive", name: "NoCameraInSessionError", message, retrying: false }];
  },
  notices() {
    becomeReady();
    state.notices.value = [
      { id: 1, kind: "bad-parameter", parameter: "size", value: "huge" },
      { id: 2, kind: "unreadable-file", name: "UnreadableFileError", file: "notes.txt", reason: "type" },
    ];
  },
};

const canvasHost = document.createElement("div");
canvasHost.className = "canvas-host";
canvasHost.append(canvas);

state.picture.value = { width: canvas.width, height: canvas.height };
state.source.value = { kind: "demo", status: "live", label: "Demo", mirrored: false, deviceId: null, torch: null };
(scenes[query.get("scene") ?? "ready"] ?? becomeReady)();

const settings = new SettingsStore(null);
settings.update({
  ...(query.has("left") && { hand: "left" }),
  ...(query.has("captions") && { captions: true }),
});

const overlayHost = document.createElement("div");
overlayHost.className = "on-picture";

const root = document.getElementById("app");
if (root === null) throw new Error("ui.html has no element with the id app.");
mount(root, {
  lens,
  canvasHost,
  overlayHost,
  language: query.get("lang") === "ja" ? "ja" : "en",
  settings,
  kiosk: query.has("kiosk"),
  welcome: query.has("welcome"),
});

const picture = new Image();
picture.addEventListener("load", () => {
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  globalThis.uiPage = { calls, settings, state, studio };
});
picture.src = "/demo/meal.jpg";
