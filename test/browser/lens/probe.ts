import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { ARTIFACTS } from "../harness";
import { decodePng, type Pixels } from "./pixels";

interface LensProbe {
  /** The lens's canvas right after its next drawing, as a PNG data URL. */
  shown(): Promise<string>;
  /** The lens's canvas when it has changed from what it shows first, and then has not changed for a while. */
  settled(): Promise<string>;
  /** The camera's picture as a 2D canvas shows it, without the lens. */
  camera(width: number, height: number): Promise<string>;
  /** Milliseconds until a drawing differs from the one before by more than noise, from `act` on. */
  untilChanged(act: () => void): Promise<number>;
}

declare global {
  var lensProbe: LensProbe;
}

/** Puts the probe into a page before its first script: it looks at the canvas in the very task that drew it. */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript(probe);
}

/** What the lens shows now, also saved as artifacts/NAME.png. */
export async function shown(page: Page, name: string): Promise<Pixels> {
  return save(name, await page.evaluate(() => lensProbe.shown()));
}

/** What the lens shows when the picture has changed after `act` and come to rest, however slow the machine is. */
export async function shownAfter(page: Page, name: string, act: () => Promise<void>): Promise<Pixels> {
  const settled = page.evaluate(() => lensProbe.settled());
  await act();
  return save(name, await settled);
}

/** What the camera sees, also saved as artifacts/NAME.png. */
export async function seen(page: Page, width: number, height: number, name: string): Promise<Pixels> {
  return save(name, await page.evaluate(([w, h]) => lensProbe.camera(w, h), [width, height] as const));
}

async function save(name: string, dataUrl: string): Promise<Pixels> {
  writeFileSync(path.join(ARTIFACTS, `${name}.png`), Buffer.from(dataUrl.slice(dataUrl.indexOf(",") + 1), "base64"));
  return decodePng(dataUrl);
}

/** Runs in the page. */
function probe(): void {
  // Steam drifts over a picture that stands still, and beyond the dish: these tests look at the dish.
  localStorage.setItem("mealshift.settings", JSON.stringify({ steam: false }));
  const watchers = new Set<(canvas: HTMLCanvasElement) => void>();
  const requestFrame = globalThis.requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (callback) =>
    requestFrame((now) => {
      callback(now);
      const canvas = document.querySelector<HTMLCanvasElement>(".canvas-host canvas");
      if (canvas === null || canvas.width === 0) return;
      for (const watch of watchers) watch(canvas);
    });

  /** A copy, or null when this turn drew nothing: the drawing buffer is then empty. */
  const copy = (canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null => {
    const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", {
      willReadFrequently: true,
    });
    context?.drawImage(canvas, 0, 0, width, height);
    const centre = context?.getImageData(width >> 1, height >> 1, 1, 1).data;
    return context === null || centre?.[3] === 0 ? null : context;
  };

  const thumbnail = (canvas: HTMLCanvasElement): Uint8ClampedArray | undefined =>
    copy(canvas, 64, 48)?.getImageData(0, 0, 64, 48).data;

  /** Mean difference of 255. */
  const difference = (a: Uint8ClampedArray, b: Uint8ClampedArray): number => {
    let sum = 0;
    for (const [index, value] of a.entries()) sum += Math.abs(value - (b[index] ?? 0));
    return sum / a.length;
  };

  /** More than the noise between two translations, less than a change of dish. */
  const noise = 0.5;
  const change = 2;
  /** Time without a change after which a picture has come to rest, ms: fades take 300 on a machine of its own. */
  const restMs = 2500;
  /** What was last looked at. A still source draws nothing until something changes. */
  let lookedAt: Uint8ClampedArray | null = null;

  const show = (): Promise<string> =>
    new Promise((resolve) => {
      const watch = (canvas: HTMLCanvasElement): void => {
        const context = copy(canvas, canvas.width, canvas.height);
        if (context === null) return;
        watchers.delete(watch);
        lookedAt = thumbnail(canvas) ?? null;
        resolve(context.canvas.toDataURL("image/png"));
      };
      watchers.add(watch);
    });

  const settle = (): Promise<string> =>
    new Promise((resolve) => {
      let last: Uint8ClampedArray | null = null;
      let picture: CanvasRenderingContext2D | null = null;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const watch = (canvas: HTMLCanvasElement): void => {
        const now = thumbnail(canvas);
        if (now === undefined) return;
        lookedAt ??= now;
        if (last !== null && difference(now, last) < noise) return;
        last = now;
        picture = copy(canvas, canvas.width, canvas.height) ?? picture;
        clearTimeout(timer);
        timer = setTimeout(rest, restMs);
      };
      const rest = (): void => {
        if (picture === null || last === null || lookedAt === null || difference(last, lookedAt) < change) return;
        watchers.delete(watch);
        lookedAt = last;
        resolve(picture.canvas.toDataURL("image/png"));
      };
      watchers.add(watch);
    });

  const camera = async (width: number, height: number): Promise<string> => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height } });
    const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, srcObject: stream });
    await video.play();
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const target = Object.assign(document.createElement("canvas"), { width, height });
    target.getContext("2d")?.drawImage(video, 0, 0, width, height);
    for (const track of stream.getTracks()) track.stop();
    return target.toDataURL("image/png");
  };

  const untilChanged = (act: () => void): Promise<number> =>
    new Promise((resolve) => {
      let before: Uint8ClampedArray | null = null;
      let actedAt = 0;
      const watch = (canvas: HTMLCanvasElement): void => {
        const now = thumbnail(canvas);
        if (now === undefined) return;
        if (before === null) {
          before = now;
          actedAt = performance.now();
          act();
        } else if (difference(now, before) >= change) {
          watchers.delete(watch);
          resolve(performance.now() - actedAt);
        }
      };
      watchers.add(watch);
    });

  globalThis.lensProbe = { shown: show, settled: settle, camera, untilChanged };
}
