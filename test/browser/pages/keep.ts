/** Photographs, recordings and films from stages of the page's own making. */
import { ALL_FORMATS, BlobSource, CanvasSink, Input } from "mediabunny";
import { takePhotograph, type PhotoStep } from "../../../src/keep/photo/photograph";
import { translateFilm } from "../../../src/keep/film/film";
import { startRecording } from "../../../src/keep/recording/recording";
import { makeFilm, soundPackets } from "./make-film";
import { createPageStudio } from "./page-studio";

type Colour = readonly number[];

/** A picture of which only a few places are of interest. */
interface Look {
  readonly width: number;
  readonly height: number;
  readonly centre: Colour;
  /** Where no dish is: at the left and the right, a tenth from the edge. */
  readonly left: Colour;
  readonly right: Colour;
}

const canvas = document.createElement("canvas");
canvas.width = 640;
canvas.height = 480;
const context = canvas.getContext("2d", { willReadFrequently: true });

/** A table, green at the left and blue at the right, with a grey plate in the middle. */
function drawTable(on: CanvasRenderingContext2D | null): void {
  if (on === null) throw new Error("There is no 2D canvas.");
  const { width, height } = on.canvas;
  on.fillStyle = "rgb(40 160 60)";
  on.fillRect(0, 0, width / 2, height);
  on.fillStyle = "rgb(40 60 160)";
  on.fillRect(width / 2, 0, width / 2, height);
  on.fillStyle = "rgb(150 150 150)";
  on.beginPath();
  on.arc(width / 2, height / 2, height / 4, 0, 2 * Math.PI);
  on.fill();
}
drawTable(context);

/** The table as a camera's photo would be. */
async function tablePhoto(width: number, height: number, tableHeight: number): Promise<Blob> {
  const table = new OffscreenCanvas(width, tableHeight);
  const sheet = new OffscreenCanvas(width, height);
  const [on, sheetContext] = [table.getContext("2d"), sheet.getContext("2d")];
  if (on === null || sheetContext === null) throw new Error("There is no 2D canvas.");
  on.drawImage(canvas, 0, 0, width, tableHeight);
  sheetContext.drawImage(table, 0, (height - tableHeight) / 2);
  return sheet.convertToBlob({ type: "image/jpeg", quality: 0.95 });
}

async function lookAt(picture: Blob | ImageBitmap): Promise<Look> {
  const bitmap = picture instanceof Blob ? await createImageBitmap(picture) : picture;
  const { width, height } = bitmap;
  const on = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (on === null) throw new Error("There is no 2D canvas.");
  on.drawImage(bitmap, 0, 0);
  const at = (x: number): Colour =>
    Array.from(on.getImageData(Math.floor(x * width), height >> 1, 1, 1).data.slice(0, 3));
  return { width, height, centre: at(0.5), left: at(0.1), right: at(0.9) };
}

/** A video as a player sees it. */
async function readFilm(file: Blob) {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  if (track === null) throw new Error("There is no video track.");
  const times: number[] = [];
  const centres: Colour[] = [];
  const edges: Colour[] = [];
  for await (const { canvas: shown, timestamp } of new CanvasSink(track).canvases()) {
    times.push(timestamp);
    const on = shown.getContext("2d");
    if (on === null) continue;
    const at = (x: number): Colour =>
      Array.from(on.getImageData(Math.floor(x * shown.width), shown.height >> 1, 1, 1).data.slice(0, 3));
    centres.push(at(0.5));
    edges.push(at(0.1));
  }
  return {
    codec: await track.getCodec(),
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    seconds: await input.computeDuration(),
    times,
    centres,
    edges,
  };
}

/** A video's size, as the browser plays it. */
async function play(file: Blob) {
  const video = Object.assign(document.createElement("video"), { muted: true, src: URL.createObjectURL(file) });
  await new Promise((resolve, reject) => {
    video.addEventListener("loadeddata", resolve, { once: true });
    video.addEventListener("error", () => reject(new Error(video.error?.message)), { once: true });
  });
  return { width: video.videoWidth, height: video.videoHeight };
}

interface PhotoWish {
  /** Pixels of the camera's photo: width, height, and the height of the table in it. */
  readonly photo?: readonly [number, number, number];
  /** The camera's photo shows something else. */
  readonly elsewhere?: boolean;
  readonly mirrored?: boolean;
  /** Side of the generator from which on there is no memory, pixels. */
  readonly largest?: number;
  /** Milliseconds of a translation at 128 pixels. */
  readonly pace?: number;
  readonly cancelAt?: PhotoStep["kind"];
  /** Of the effect, [0, 1]. */
  readonly strength?: number;
  /** How much the dish steams, [0, 1]. */
  readonly steam?: number;
}

async function photograph(wish: PhotoWish) {
  const studio = createPageStudio(canvas);
  studio.largest = wish.largest ?? 512;
  const photo = await photoOf(wish);
  const still = studio.still.bind(studio);
  const { otherwise, ...choices } = studio.choices();
  const { strength = 1, steam = 0 } = wish;
  const lent = {
    ...studio,
    choices: () => ({ ...choices, strength, otherwise: { ...otherwise, steam } }),
    still: async () => ({ ...(await still()), photo, mirrored: wish.mirrored ?? false }),
  };
  const steps: string[] = [];
  const ended = new AbortController();
  const taken = await takePhotograph(lent, {
    pace: { size: 128, ms: wish.pace ?? 10 },
    signal: ended.signal,
    onStep: (step) => {
      steps.push(step.kind);
      if (step.kind === wish.cancelAt) ended.abort();
    },
  }).catch((error: unknown) => (error instanceof Error ? error.name : String(error)));
  if (typeof taken === "string") return { failed: taken, steps, sizes: studio.sizes };
  const { views, size, domains } = taken;
  return {
    steps,
    sizes: studio.sizes,
    size,
    domains,
    types: Object.values(views).map(({ type }) => type),
    translated: await lookAt(views.translated),
    original: await lookAt(views.original),
    pair: await lookAt(views.pair),
  };
}

async function photoOf({ photo, elsewhere = false }: PhotoWish): Promise<Blob | null> {
  if (photo === undefined) return null;
  if (!elsewhere) return tablePhoto(...photo);
  const sheet = new OffscreenCanvas(photo[0], photo[1]);
  const on = sheet.getContext("2d");
  on?.fillRect(0, 0, photo[0], photo[1] / 2);
  return sheet.convertToBlob({ type: "image/jpeg" });
}

interface RecordingWish {
  readonly limitMs: number;
  /** Pictures drawn meanwhile, each of another red. */
  readonly drawings: number;
  /** What ends it before its time is over. */
  readonly end?: "stop" | "hide" | "cancel";
  /** The canvas gets another size half-way. */
  readonly resize?: boolean;
  /** The browser has no encoder. */
  readonly withoutWebCodecs?: boolean;
  readonly type?: "2d" | "webgl2";
}

async function record(wish: RecordingWish) {
  const drawn = document.createElement("canvas");
  [drawn.width, drawn.height] = [320, 240];
  document.body.replaceChildren(drawn);
  const paint = painterOf(drawn, wish.type ?? "2d");
  paint(0);
  const studio = createPageStudio(drawn);
  const frame = Object.getOwnPropertyDescriptor(globalThis, "VideoFrame");
  if (wish.withoutWebCodecs === true) Reflect.deleteProperty(globalThis, "VideoFrame");
  const ended = new AbortController();
  try {
    const options = { limitMs: wish.limitMs, longSide: 160, signal: ended.signal };
    // What a GPU drew can be read in the task of its drawing alone.
    const snapshot = () => {
      paint(0);
      return createImageBitmap(drawn);
    };
    const recording = await startRecording({ ...studio, snapshot }, options);
    if (frame !== undefined) Object.defineProperty(globalThis, "VideoFrame", frame);
    for (let index = 0; index < wish.drawings; index++) {
      if (wish.resize === true && index === wish.drawings >> 1) [drawn.width, drawn.height] = [200, 240];
      paint(index / Math.max(1, wish.drawings - 1));
      studio.drawn();
      await new Promise((resolve) => setTimeout(resolve, 1000 / 30));
    }
    if (wish.end === "stop") recording.stop();
    if (wish.end === "cancel") ended.abort();
    if (wish.end === "hide") {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
      Reflect.deleteProperty(document, "hidden");
    }
    const { file, endedBy, extension, width, height, seconds } = await recording.video;
    // What the browser wrote by itself, it plays; it need not be what it decodes for others.
    const own = wish.withoutWebCodecs === true;
    const film = own ? undefined : await readFilm(file);
    const played = own ? await play(file) : undefined;
    return { endedBy, extension, width, height, seconds, type: file.type, film, played };
  } catch (error) {
    return { failed: error instanceof Error ? error.name : String(error) };
  } finally {
    if (frame !== undefined) Object.defineProperty(globalThis, "VideoFrame", frame);
  }
}

/** Paints a canvas in a red of [0, 1], with the context of a compositor. */
function painterOf(drawn: HTMLCanvasElement, type: "2d" | "webgl2"): (red: number) => void {
  if (type === "2d") {
    const on = drawn.getContext("2d");
    return (red) => {
      if (on === null) throw new Error("There is no 2D canvas.");
      on.fillStyle = `rgb(${Math.round(red * 255)} 0 0)`;
      on.fillRect(0, 0, drawn.width, drawn.height);
    };
  }
  const gl = drawn.getContext("webgl2");
  return (red) => {
    if (gl === null) throw new Error("There is no WebGL 2.");
    gl.clearColor(red, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  };
}

interface FilmWish {
  readonly frames: number;
  readonly sound?: boolean;
  /** Not a video at all. */
  readonly broken?: boolean;
  /** Share of the work after which it is called off. */
  readonly cancelAfter?: number;
}

async function translate(wish: FilmWish) {
  const table = { width: 160, height: 120, frames: wish.frames, sound: wish.sound ?? false };
  const made = await makeFilm({ ...table, draw: (on) => on.drawImage(canvas, 0, 0, 160, 120) });
  const video = wish.broken === true ? new Blob([new Uint8Array(4000)]) : made;
  const studio = createPageStudio(canvas);
  const ended = new AbortController();
  const shares: number[] = [];
  let previews = 0;
  let held = 0;
  try {
    const translated = await translateFilm(studio, video, {
      size: 64,
      signal: ended.signal,
      onProgress: ({ share }) => {
        held = studio.holds;
        shares.push(share);
        if (wish.cancelAfter !== undefined && share > wish.cancelAfter) ended.abort();
      },
      onPreview: (picture) => {
        previews += 1;
        picture.close();
      },
    });
    const { file, ...facts } = translated;
    const [before, after] = [await soundPackets(video), await soundPackets(file)];
    return {
      facts,
      shares,
      previews,
      held: [held, studio.holds],
      translations: studio.sizes.length,
      soundIsTheSame: before.length > 0 && before.join("|") === after.join("|"),
      soundPackets: after.length,
      film: await readFilm(file),
    };
  } catch (error) {
    return { failed: error instanceof Error ? error.name : String(error), held: [held, studio.holds] };
  }
}

/** A second of a picture at 160x120, with a tone, as base64. */
async function mealFilm(picture: string): Promise<string> {
  const meal = await createImageBitmap(await (await fetch(picture)).blob());
  const draw = (on: OffscreenCanvasRenderingContext2D) => on.drawImage(meal, 0, 0, 160, 120);
  const made = await makeFilm({ width: 160, height: 120, frames: 12, sound: true, draw });
  let bytes = "";
  for (const byte of new Uint8Array(await made.arrayBuffer())) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

const page = { photograph, record, film: translate, mealFilm };
declare global {
  var keepPage: typeof page;
}
globalThis.keepPage = page;
