import {
  CameraSource,
  cropFrame,
  DemoSource,
  listCameras,
  openFile,
  openShared,
  openUrl,
  watchCameras,
  type CameraOptions,
  type FrameSource,
  watchStillness,
} from "../capture";
import { createCompositor, type Compositor } from "../compositor";
import type { Keeping } from "../net/file-store";
import { DishTracker, MediaPipeSegmenter } from "../segmentation";
import { createTranslator, type TranslatorKind } from "../translator";
import { GpuHolder } from "./gpu-holder";
import { holdFrame } from "./hold-frame";
import { browserDoor } from "./immersive/browser-door";
import { loadLensModels, type LensModels } from "./models";
import { watchPressure } from "./pressure";
import { toPixels, withPixels } from "./readback";
import type { BuiltTranslator, CompositorEvents, LensStages, ModelKit, OpenSource } from "./stages";
import type { SourceWish } from "./types";

/**
 * The real stages, in a browser.
 *
 * @param modelsUrl Folder of `catalog.json`.
 * @param model The generator's id in it; default: the catalogue's own.
 * @param keeping Where loaded files are kept; default: nowhere.
 */
export const browserStages = (modelsUrl: string, model?: string, keeping?: Keeping): LensStages => {
  const gpu = new GpuHolder();
  const bridge = new CompositorBridge(gpu);
  return {
    openSource,
    listCameras,
    watchCameras,
    cameraAllowed,
    crop: cropFrame,
    holdFrame,
    loadModels: async (onProgress, signal) =>
      createKit(await loadLensModels(modelsUrl, model, onProgress, signal, keeping), gpu, bridge),
    createCompositor: (events) => bridge.create(events),
    readPatch: async (patch) => {
      const device = (await gpu.get())?.device;
      return device === undefined ? patch : toPixels(patch, device);
    },
    adapter: () => gpu.name,
    watchDevice: (onLost) => gpu.watch(onLost),
    watchPressure,
    immersive: browserDoor(),
    watchVisibility,
    watchReducedMotion: watchStillness,
  };
};

/** Makes compositors, and knows which patches the one in use can read. */
class CompositorBridge {
  readonly #gpu: GpuHolder;
  #newest: Promise<Compositor | null> = Promise.resolve(null);

  constructor(gpu: GpuHolder) {
    this.#gpu = gpu;
  }

  create(events: CompositorEvents): Promise<Compositor> {
    const creating = this.#create(events);
    this.#newest = creating.catch(() => null);
    return creating;
  }

  /** The translator as the compositor in use, or in the making, can take its patches. */
  async connect(built: BuiltTranslator): Promise<BuiltTranslator> {
    if (built.translator.kind !== "webgpu") return built;
    const [compositor, gpu] = await Promise.all([this.#newest, this.#gpu.get()]);
    if (compositor?.backend === "webgpu" || gpu === null) return built;
    return { ...built, translator: withPixels(built.translator, gpu.device) };
  }

  async #create(events: CompositorEvents): Promise<Compositor> {
    const gpu = await this.#gpu.get();
    // A software adapter computes right, but its canvas may never present.
    const device = gpu === null || gpu.software ? undefined : gpu.device;
    return createCompositor({
      device,
      onLost: (error) => events.onLost(error),
      onNeedsRender: (ms) => events.onNeedsRender(ms),
    });
  }
}

const createKit = (
  { lens, domains, fitSize, segmenter }: LensModels,
  gpu: GpuHolder,
  bridge: CompositorBridge,
): ModelKit => ({
  domains,
  fitSize,
  createSegmenter: () => MediaPipeSegmenter.create(segmenter),
  createTracker: () => new DishTracker(),
  createTranslator: async (only: TranslatorKind | undefined, avoid: readonly TranslatorKind[]) =>
    bridge.connect(await createTranslator({ model: lens, gpu: await gpu.get(), only, avoid })),
});

const openSource = async (wish: SourceWish): Promise<OpenSource> => {
  switch (wish.kind) {
    case "camera":
      return openCamera(wish);
    case "demo":
      return withoutTorch(new DemoSource());
    case "shared":
      return withoutTorch(await openShared());
    case "url":
      return withoutTorch(await openUrl(wish.url));
    case "file":
      return withoutTorch(await openFile(wish.file));
  }
};

const openCamera = ({ deviceId, facing }: CameraOptions): OpenSource => {
  const source = new CameraSource({
    ...(deviceId !== undefined && { deviceId }),
    ...(facing !== undefined && { facing }),
  });
  return {
    source,
    deviceId: () => source.deviceId || null,
    torch: () => (source.hasTorch ? source.torch : null),
    setTorch: (on) => source.setTorch(on),
  };
};

const withoutTorch = (source: FrameSource): OpenSource => ({
  source,
  deviceId: () => null,
  torch: () => null,
  setTorch: () => Promise.resolve(),
});

const cameraAllowed = async (): Promise<boolean> => {
  try {
    const { state } = await navigator.permissions.query({ name: "camera" });
    return state === "granted";
  } catch {
    // Browsers that do not tell (older Firefox) have to be asked by opening it.
    return false;
  }
};

const watchVisibility = (onChange: (visible: boolean) => void): (() => void) => {
  const listener = () => onChange(!document.hidden);
  document.addEventListener("visibilitychange", listener);
  listener();
  return () => document.removeEventListener("visibilitychange", listener);
};
