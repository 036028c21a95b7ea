import { emulate, type EmulatedDevice, type MealshiftRoom, type RoomView } from "../../../src/emulation";
import { MediaPipeSegmenter } from "../../../src/segmentation";
import { openSession } from "../xr/session";

const devices: readonly EmulatedDevice[] = ["phone", "quest", "hololens"];
const wanted = new URL(location.href).searchParams.get("device");
const device = devices.find((each) => each === wanted) ?? "phone";

const room: MealshiftRoom = await emulate({ device, refuse: [], path: null, language: "en" });

let segmenter: MediaPipeSegmenter | null = null;

const page = {
  openSession,

  /** The project's own segmenter on the room as seen from a view: its mask, and how often each dish is truly there. */
  async segment(view: RoomView, width: number, height: number) {
    segmenter ??= await MediaPipeSegmenter.create({
      model: new Uint8Array(await (await fetch("/models/segmenter/model.tflite")).arrayBuffer()),
      width: 128,
      height: 128,
    });
    const picture = await createImageBitmap(room.picture(view, width, height));
    const mask = await segmenter.segment({ picture, width, height, timestamp: performance.now(), sequence: 0 });
    picture.close();
    if (mask === null) throw new Error("The segmenter gave no mask.");
    const truths = room.dishes.map(({ id }) => [...room.mask(id, view, mask.width, mask.height)]);
    return { width: mask.width, height: mask.height, data: [...mask.data], truths };
  },
};

export type EmulationPage = typeof page;

Object.assign(globalThis, { emulationPage: page });
