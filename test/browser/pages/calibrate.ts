/**
 * The calibration page with a head that moves as it should (`?head=`: "guided", "still"), in front of a canvas that shows the card. The
 * worker, the mathematics, the page and the store are the real ones; `?xr=quest` takes the emulated headset instead.
 */
import { cardDots, LARGE_RADIUS, SMALL_RADIUS } from "../../../src/calibration/card";
import { browserBench } from "../../../src/calibration/bench";
import { mountCalibration } from "../../../src/calibration/page/mount";
import { wordsOf } from "../../../src/calibration/page/words";
import { type Bench, Calibration } from "../../../src/calibration/state";
import { CalibrationClient } from "../../../src/calibration/worker/client";
import { emulate } from "../../../src/emulation";
import { GUIDED, randomFrom, record, truthOf } from "../../unit/calibration/synthetic";

interface CalibratePage {
  readonly truth: { readonly delay: number; readonly focal: number };
  /** Greatest distance, pixels, of the discs found in the camera's picture from where they were drawn; null where the card was not found. */
  detect(): Promise<number | null>;
}

declare global {
  var calibratePage: CalibratePage;
}

const query = new URLSearchParams(location.search);
const truth = truthOf(randomFrom(11));
const client = new CalibrationClient();
const [width, height, spacing] = [640, 480, 62];

function cardStream(): { stream: MediaStream; canvas: HTMLCanvasElement } {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("No 2D canvas.");
  const draw = () => {
    context.fillStyle = "#e8e2da";
    context.fillRect(0, 0, width, height);
    context.fillStyle = "#222";
    for (const { x, y, large } of cardDots) {
      context.beginPath();
      context.arc(
        width / 2 + x * spacing,
        height / 2 - y * spacing,
        spacing * (large ? LARGE_RADIUS : SMALL_RADIUS),
        0,
        2 * Math.PI,
      );
      context.fill();
    }
  };
  draw();
  setInterval(draw, 100);
  return { stream: canvas.captureStream(10), canvas };
}

const bench: Bench = {
  watch: (onChange) => onChange(query.get("why") === "no-ar" ? "no-ar" : null),
  openCamera: async () => {
    if (query.get("camera") === "denied") throw new (await import("../../../src/capture")).CameraDeniedError("refused");
    const { stream } = cardStream();
    const [track] = stream.getVideoTracks();
    if (track !== undefined) Object.defineProperty(track, "label", { value: "camera 2, facing back" });
    return stream;
  },
  measure: async (_stream, onState, signal) => {
    onState({ step: "nod", progress: 0.45, seen: true });
    await new Promise<void>((resolve) => {
      addEventListener("finish", () => resolve(), { once: true });
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    return record({ truth, seed: 11, motion: query.get("head") === "still" ? { ...GUIDED, yaw: 1 } : GUIDED });
  },
  solve: (recording) => client.solve(recording),
  now: () => new Date("2026-11-21T12:00:00Z"),
};

globalThis.calibratePage = {
  truth: { delay: truth.delay, focal: Math.exp(truth.logFocal) },
  detect: async () => {
    const { stream } = cardStream();
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = stream;
    await video.play();
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const points = await client.detect(new VideoFrame(video));
    if (points === null) return null;
    const distances = cardDots.map(({ x, y }, i) =>
      Math.hypot(
        (points[2 * i] ?? 0) * width - (width / 2 + x * spacing),
        (points[2 * i + 1] ?? 0) * width - (height / 2 - y * spacing),
      ),
    );
    return Math.max(...distances);
  },
};

const device = query.get("xr");
if (device === "quest") await emulate({ device, refuse: [], path: "still", language: "en" });
mountCalibration({
  storage: localStorage,
  lang: query.get("lang") === "ja" ? "ja" : "en",
  create: (language) =>
    new Calibration(
      device === null ? bench : browserBench((guide) => wordsOf(language.peek(), guide)),
      query.has("private") ? null : localStorage,
    ),
});
