import { expect, test } from "vitest";
import { DeviceLostError } from "../../../../src/translator/errors";
import { DeviceWatch } from "../../../../src/translator/webgpu/device-watch";

function losable() {
  let lose: (info: Pick<GPUDeviceLostInfo, "message">) => void = () => {};
  const lost = new Promise<Pick<GPUDeviceLostInfo, "message">>((resolve) => (lose = resolve));
  return { watch: new DeviceWatch({ lost }), lose: (message: string) => lose({ message }) };
}

test("what waits for a device ends with it, and nothing can be waited for afterwards", async () => {
  const { watch, lose } = losable();
  expect(await watch.unlessLost(Promise.resolve(1))).toBe(1);
  await expect(watch.unlessLost(Promise.reject(new Error("its own")))).rejects.toThrow("its own");
  watch.check();
  const never = [watch.unlessLost(new Promise(() => {})), watch.unlessLost(new Promise(() => {}))];
  lose("unplugged");
  for (const waiting of never) await expect(waiting).rejects.toThrow(/unplugged/);
  expect(() => watch.check()).toThrow(DeviceLostError);
  await expect(watch.unlessLost(Promise.reject(new Error("late")))).rejects.toBeInstanceOf(DeviceLostError);
});
