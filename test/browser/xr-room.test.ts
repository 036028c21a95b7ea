import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, startHarness, type View } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
});
afterAll(() => harness?.close());

async function enter(device: string): Promise<View> {
  const view = await harness.open(`xr-room.html?device=${device}`, { viewport: { width: 320, height: 240 } });
  await view.page.waitForFunction(() => document.title === "ready");
  return view;
}

describe("in an emulated phone", () => {
  let view: View;
  beforeAll(async () => {
    view = await enter("phone");
  });
  afterAll(() => view?.close());

  test.each([
    ["hit-test", []],
    ["depth", ["hit-test", "anchors", "light-estimation"]],
    ["dish-size", ["hit-test", "depth-sensing"]],
  ] as const)("the table is found by %s, and pictures show the room from where they say", async (source, refuse) => {
    const seen = await view.page.evaluate(async (refused) => {
      const { open, room } = xrRoom;
      const [x, y, z] = room.dishes[0]?.centre ?? [0, 0, 0];
      room.lookAt([x + 0.05, y + 0.42, z + 0.4], [x, y, z]);
      const lab = await open(refused, "raw-camera");
      const { surroundings } = lab;
      await lab.until(() => surroundings.table !== null && lab.frames.length >= 2);
      if (refused.length === 0)
        await lab.until(() => surroundings.table?.anchored === true && surroundings.light !== null);
      const { frame, far } = lab.frames.at(-1) ?? {};
      const result = {
        source: surroundings.table?.source,
        anchored: surroundings.table?.anchored,
        error: lab.tableError,
        light: surroundings.light !== null,
        depth: surroundings.depth !== null,
        size: [frame?.width, frame?.height],
        far,
      };
      await lab.close();
      return result;
    }, refuse);
    console.log(`${source}: the table is ${seen.error.toFixed(1)} mm too high`);
    const all = refuse.length === 0;
    expect(seen).toMatchObject({ source, depth: source !== "dish-size" });
    if (all) expect(seen).toMatchObject({ light: true, anchored: true });
    // By its size the table is as wrong as the dish is unusual.
    expect(Math.abs(seen.error)).toBeLessThan({ "hit-test": 2, depth: 10, "dish-size": 150 }[source]);
    expect(seen.far).toBeLessThan(3);
    view.expectNoErrors();
  });
});

describe("in an emulated headset", () => {
  let view: View;
  beforeAll(async () => {
    view = await enter("quest");
  });
  afterAll(() => view?.close());

  test("pictures of the camera beside the session show the room from where the head was", async () => {
    const seen = await view.page.evaluate(async () => {
      const { open, room } = xrRoom;
      const lab = await open([], "passthrough");
      await room.play("slow");
      await lab.until(() => lab.frames.length >= 7);
      const far = lab.frames.map((each) => each.far);
      await lab.close();
      return far;
    });
    const sorted = seen.toSorted((a, b) => a - b);
    console.log(`passthrough pictures differ from the room by ${sorted.map((value) => value.toFixed(1)).join(" ")}`);
    expect(median(sorted)).toBeLessThan(6);
    view.expectNoErrors();
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
