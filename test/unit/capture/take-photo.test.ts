import { describe, expect, test } from "vitest";
import { takeLargest, type PhotoTaker } from "../../../src/capture/take-photo";

const range = (max: number): MediaSettingsRange => ({ min: 1, max, step: 1 });

const taker = (photo: (settings?: PhotoSettings) => Promise<Blob>, sizes = true): PhotoTaker => ({
  getPhotoCapabilities: () => Promise.resolve(sizes ? { imageWidth: range(4032), imageHeight: range(3024) } : {}),
  takePhoto: photo,
});

describe("taking a photo", () => {
  test("asks for the most pixels that the camera has", async () => {
    const asked: (PhotoSettings | undefined)[] = [];
    const photo = new Blob(["jpeg"]);
    const camera = (sizes: boolean) =>
      taker((settings) => {
        asked.push(settings);
        return Promise.resolve(photo);
      }, sizes);
    expect(await takeLargest(camera(true))).toBe(photo);
    expect(await takeLargest(camera(false))).toBe(photo);
    expect(asked).toEqual([{ imageWidth: 4032, imageHeight: 3024 }, {}]);
  });

  test("a camera that refuses, hangs or sends nothing leaves the stream's picture", async () => {
    expect(await takeLargest(taker(() => Promise.reject(new Error("no"))))).toBeNull();
    expect(
      await takeLargest(
        taker(() => new Promise(() => undefined)),
        5,
      ),
    ).toBeNull();
    expect(await takeLargest(taker(() => Promise.resolve(new Blob())))).toBeNull();
  });
});
