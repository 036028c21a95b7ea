import { LensSession, type LensSessionOptions } from "../../../src/session/lens-session";
import type { LensParams } from "../../../src/session/params";
import { SettingsStore, type LensSettings } from "../../../src/session/settings";
import type { CompositorEvents, HeldFrame, LensStages, OpenSource } from "../../../src/session/stages";
import type { CameraChoice, SourceWish } from "../../../src/session/types";
import type { Frame } from "../../../src/capture/types";
import type { Dish } from "../../../src/segmentation/types";
import type { TranslatorKind } from "../../../src/translator/types";
import { dishOf, frameOf, maskOf, namedError, TestClock, TestCompositor, TestSource, TestTranslator } from "./fakes";
import { TestDoor } from "./test-door";

/** A whole machine in memory, with switches for what can go wrong. */
export class Machine {
  readonly clock = new TestClock();
  readonly settings = new SettingsStore(null);
  readonly sources: TestSource[] = [];
  readonly wishes: SourceWish[] = [];
  readonly compositors: TestCompositor[] = [];
  readonly translators: TestTranslator[] = [];
  readonly avoided: (readonly TranslatorKind[])[] = [];
  readonly shown: unknown[] = [];
  cameras: CameraChoice[] = [{ deviceId: "cam", label: "Camera", facing: null }];
  allowed = false;
  openFailure: ((wish: SourceWish) => Error | null) | null = null;
  modelFailure: Error | null = null;
  translatorFailure: Error | null = null;
  compositorFailure: Error | null = null;
  kinds: TranslatorKind[] = ["wasm"];
  backend: "webgpu" | "webgl2" = "webgl2";
  dishes: readonly Dish[] = [dishOf(1, 200), dishOf(2, 450)];
  onCameras: () => void = () => undefined;
  onLost: (error: Error) => void = () => undefined;
  onVisible: (visible: boolean) => void = () => undefined;
  onReducedMotion: (reduced: boolean) => void = () => undefined;
  readonly held: { readonly frame: Frame; closed: boolean }[] = [];
  holdFailure: Error | null = null;
  compositorEvents: CompositorEvents | null = null;
  readonly door = new TestDoor();

  session(params: Partial<LensParams> = {}, settings: LensSettings = {}): LensSession {
    this.settings.update(settings);
    const options: LensSessionOptions = {
      stages: this.stages(),
      container: { replaceChildren: (...nodes) => void this.shown.push(...nodes) },
      params: { kiosk: false, ...params },
      problems: [],
      settings: this.settings,
      clock: this.clock,
    };
    return new LensSession(options);
  }

  get source(): TestSource {
    const source = this.sources.at(-1);
    if (source === undefined) throw new Error("No source was opened.");
    return source;
  }

  get translator(): TestTranslator {
    const translator = this.translators.at(-1);
    if (translator === undefined) throw new Error("No translator was created.");
    return translator;
  }

  holdFrame(frame: Frame): Promise<HeldFrame> {
    if (this.holdFailure !== null) return Promise.reject(this.holdFailure);
    const held = { frame: { ...frame, sequence: frame.sequence + 0.5 }, closed: false };
    this.held.push(held);
    return Promise.resolve({ frame: held.frame, close: () => (held.closed = true) });
  }

  /** A few frames, with every translation answered. */
  async play(frames = 12): Promise<void> {
    for (let sequence = 0; sequence < frames; sequence += 1) {
      this.source.onFrame(frameOf(sequence, this.clock.now()));
      await this.clock.pass(20);
      const translator = this.translators.at(-1);
      if (translator?.busy === true) await translator.answer();
    }
  }

  stages(): LensStages {
    return {
      openSource: (wish) => this.#open(wish),
      listCameras: () => Promise.resolve(this.cameras),
      watchCameras: (onChange) => {
        this.onCameras = onChange;
        return () => undefined;
      },
      cameraAllowed: () => Promise.resolve(this.allowed),
      readPatch: (patch) => Promise.resolve(patch),
      loadModels: (onProgress) => {
        onProgress({ step: "model", loadedBytes: 1, totalBytes: 2 });
        if (this.modelFailure !== null) return Promise.reject(this.modelFailure);
        return Promise.resolve({
          domains: ["a", "b", "c"].map((id) => ({ id, en: id, ja: id, tile: "" })),
          fitSize: (wanted) => wanted,
          createSegmenter: () =>
            Promise.resolve({ segment: () => Promise.resolve(maskOf()), dispose: () => undefined }),
          createTracker: () => ({
            update: () => this.dishes,
            predict: () => this.dishes,
            reset: () => undefined,
          }),
          createTranslator: (_only, avoid) => {
            this.avoided.push(avoid);
            if (this.translatorFailure !== null) return Promise.reject(this.translatorFailure);
            const kind = this.kinds.find((each) => !avoid.includes(each)) ?? "wasm";
            const translator = new TestTranslator(kind);
            this.translators.push(translator);
            return Promise.resolve({ translator, tried: [{ kind, ok: true, reason: "" }] });
          },
        });
      },
      createCompositor: (events) => {
        this.compositorEvents = events;
        if (this.compositorFailure !== null) return Promise.reject(this.compositorFailure);
        const compositor = new TestCompositor(this.backend);
        this.compositors.push(compositor);
        return Promise.resolve(compositor);
      },
      immersive: this.door,
      adapter: () => (this.backend === "webgpu" ? "Test GPU" : null),
      watchDevice: (onLost) => {
        this.onLost = onLost;
        return () => undefined;
      },
      watchPressure: () => () => undefined,
      crop: () => Promise.resolve({ width: 1, height: 1, close: () => undefined }),
      holdFrame: (frame) => this.holdFrame(frame),
      watchReducedMotion: (onChange) => {
        this.onReducedMotion = onChange;
        onChange(false);
        return () => undefined;
      },
      watchVisibility: (onChange) => {
        this.onVisible = onChange;
        return () => undefined;
      },
    };
  }

  #open(wish: SourceWish): Promise<OpenSource> {
    this.wishes.push(wish);
    const source = new TestSource(wish.kind === "camera" || wish.kind === "demo" ? wish.kind : "photo");
    source.failure = this.openFailure?.(wish) ?? null;
    this.sources.push(source);
    return Promise.resolve({
      source,
      deviceId: () => (wish.kind === "camera" ? "cam" : null),
      torch: () => null,
      setTorch: () => Promise.reject(namedError("CameraTorchError")),
    });
  }
}
