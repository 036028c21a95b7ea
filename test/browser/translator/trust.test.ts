import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, startHarness } from "../harness";
import { openLab } from "./lab";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ serve: "pages", profile: "webgpu-swiftshader" });
});
afterAll(() => harness?.close());

test("the lens itself: trusted on its own check, and the interpreter's picture", async () => {
  const view = await openLab(harness);
  const seen = await view.page.evaluate(async () => {
    const { engineRun, lensModel } = translatorLab;
    const model = await lensModel();
    const { opened, first, translator, firstAfter } = await engineRun(model, 48);
    translator.dispose();
    return { opened, first, firstAfter };
  });
  console.log(
    `the lens in ${seen.opened.arithmetic}: ${seen.first.toFixed(1)} dB, after ${seen.firstAfter.toFixed()} ms`,
  );
  // SwiftShader has no half floats.
  expect(seen.opened).toEqual({ arithmetic: "int8", kernels: "default", dropped: [] });
  expect(seen.first).toBeGreaterThan(30);
  view.expectNoErrors();
  await view.close();
});

test("an arithmetic whose answer is wrong is dropped, and the next one taken", async () => {
  const view = await openLab(harness);
  const seen = await view.page.evaluate(async () => {
    const { checkedModel, engineRun } = translatorLab;
    // Steps as wide as the numbers themselves: int8 cannot hold them, floats are not touched.
    const { opened, first, translator } = await engineRun(await checkedModel(3));
    translator.dispose();
    return { opened, first };
  });
  expect(seen.opened).toMatchObject({
    arithmetic: "f32",
    dropped: [{ arithmetic: "int8", why: { kind: "wrong", wanted: 33 } }],
  });
  expect(seen.first).toBeGreaterThan(45);
  view.expectNoErrors();
  await view.close();
});

test("where no arithmetic gives the stored answer, the ladder goes on, and says why", async () => {
  const view = await openLab(harness);
  const seen = await view.page.evaluate(async () => {
    const { checkedModel, createTranslator, requestGpu } = translatorLab;
    const { check, ...model } = await checkedModel();
    if (check === undefined) throw new Error("no check");
    const wrong = { ...check, answer: check.answer.map((value) => -value) };
    const gpu = await requestGpu();
    return createTranslator({ model: { ...model, check: wrong }, gpu, only: "webgpu" }).catch(String);
  });
  expect(seen).toMatch(/TranslatorUnavailableError.*int8: -?[\d.]+ dB instead of 33.*f32: -?[\d.]+ dB instead of 60/);
  await view.close();
});

test("kernels are timed between frames, and remembered over a reload until they are forgotten", async () => {
  const view = await openLab(harness);
  const run = () =>
    view.page.evaluate(async () => {
      const { checkedModel, engineRun } = translatorLab;
      const { first, translate, tuned, reports, choices, translator } = await engineRun(
        await checkedModel(0.045, "0123"),
      );
      await tuned();
      const after = await translate();
      translator.dispose();
      return { first, after, reports, report: choices.report };
    });
  const before = await run();
  expect(before.reports).toEqual(["tuning", "tuned"]);
  expect(before.report.dropped).toEqual([]);
  // Of int8 or f32, whichever was faster: the picture is the same within what int8 rounds away.
  expect(before.first).toBeGreaterThan(25);
  expect(before.after).toBeGreaterThan(25);
  const stored = await view.page.evaluate(() => translatorLab.storedTunings());
  expect(stored).toHaveLength(2);
  const fastest = stored.sort((a, b) => (a.frameMs ?? 0) - (b.frameMs ?? 0))[0];

  // Two seconds may not be enough for a software adapter: the rest would be timed after the reload.
  await view.page.evaluate(() => translatorLab.completeTunings());
  await view.page.reload();
  await view.page.waitForFunction(() => document.title === "ready");
  const again = await run();
  expect(again.reports).toEqual(["tuned"]);
  expect(again.report.arithmetic).toBe(fastest?.arithmetic);

  const forgotten = await view.page.evaluate(async () => {
    const { checkedModel, engineRun, storedTunings } = translatorLab;
    const { choices, reports, translate, translator } = await engineRun(await checkedModel(0.045, "0123"));
    const done = await choices.forget();
    const left = (await storedTunings()).length;
    await translate();
    translator.dispose();
    return { done, left, reports };
  });
  expect(forgotten).toEqual({ done: true, left: 0, reports: ["tuned", "tuning"] });
  view.expectNoErrors();
  view.expectNoForeignRequests();
  await view.close();
});

test("a device that is lost in the middle of a frame ends the frame by name; the next one needs no test", async () => {
  const view = await openLab(harness);
  const seen = await view.page.evaluate(async () => {
    const { checkedModel, engineRun } = translatorLab;
    const model = await checkedModel();
    const before = await engineRun(model);
    const under = before.translator.translate(before.request).catch(String);
    before.gpu?.device.destroy();
    const outcome = await under;
    const later = await before.translator.translate(before.request).catch(String);
    before.translator.dispose();
    const after = await engineRun(model);
    after.translator.dispose();
    return { outcome, later, first: after.first, ms: { before: before.firstAfter, after: after.firstAfter } };
  });
  console.log(`first picture after ${seen.ms.before.toFixed()} ms, after the loss ${seen.ms.after.toFixed()} ms`);
  expect(seen.outcome).toMatch(/^DeviceLostError/);
  expect(seen.later).toMatch(/^DeviceLostError/);
  expect(seen.first).toBeGreaterThan(25);
  await view.close();
});
