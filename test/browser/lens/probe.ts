import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { ARTIFACTS } from "../harness";
import { decodePng, type Pixels } from "./pixels";

interface LensProbe {
  /** The lens's canvas after the last drawing of the next `ms`, or after the next one, as a PNG data URL. */
  shown(ms: number): Promise<string>;
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

/** What the lens shows when `ms` have passed, also saved as artifacts/NAME.png. `act` is called once that begins. */
export async function shown(page: Page, name: string, ms = 0, act?: () => Promise<void>): Promise<Pixels> {
  const picture = page.evaluate((time) => lensProbe.shown(time), ms);
  await act?.();
  return save(name, await picture);
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

  const lastDrawing = (ms: number): Promise<string> =>
    new Promise((resolve) => {
      let last: CanvasRenderingContext2D | null = null;
      let due = false;
      const finish = (): void => {
        due = true;
        if (last === null) return;
        watchers.delete(watch);
        resolve(last.canvas.toDataURL("image/png"));
      };
      const watch = (canvas: HTMLCanvasElement): void => {
        last = copy(canvas, canvas.width, canvas.height) ?? last;
        if (due) finish();
      };
      watchers.add(watch);
      setTimeout(finish, ms);
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
        const now = copy(canvas, 64, 48)?.getImageData(0, 0, 64, 48).data;
        if (now === undefined) return;
        if (before === null) {
          before = now;
          actedAt = performance.now();
          act();
          return;
        }
        let sum = 0;
        for (const [index, value] of now.entries()) sum += Math.abs(value - (before[index] ?? 0));
        // Two of 255 on average, over the whole picture: far more than the noise between two translations.
        if (sum / now.length < 2) return;
        watchers.delete(watch);
        resolve(performance.now() - actedAt);
      };
      watchers.add(watch);
    });

  globalThis.lensProbe = { shown: lastDrawing, camera, untilChanged };
}
