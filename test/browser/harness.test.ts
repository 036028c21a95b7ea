import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHarness, type Harness } from "./harness";

describe("pages under the site's headers", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "pages", camera: "test-pattern" });
  });
  afterAll(() => harness?.close());

  test("are cross-origin isolated, so wasm threads exist", async () => {
    const view = await harness.open("blank.html");
    expect(await view.page.evaluate(() => crossOriginIsolated)).toBe(true);
    view.expectNoForeignRequests();
    view.expectNoErrors();
    await view.close();
  });

  test("may not fetch from another origin, and the harness sees who tries", async () => {
    const view = await harness.open("blank.html");
    const outcome = await view.page.evaluate(async () => {
      try {
        await fetch("https://example.com/usage", { method: "POST" });
        return "fetched";
      } catch {
        return "refused";
      }
    });
    expect(outcome).toBe("refused");
    expect(view.errors.join("\n")).toContain("Content Security Policy");
    expect(() => view.expectNoErrors()).toThrow();
    await view.close();
  });

  test("may not run text as script", async () => {
    const view = await harness.open("blank.html");
    const ran = await view.page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "globalThis.ranInline = true";
      document.head.append(script);
      return "ranInline" in globalThis;
    });
    expect(ran).toBe(false);
    await view.close();
  });

  test("see the fake camera when it is granted, and an error when it is denied", async () => {
    const askForCamera = async () => {
      try {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true });
        const count = stream.getVideoTracks().length;
        for (const track of stream.getTracks()) track.stop();
        return `${count} track`;
      } catch (error) {
        return error instanceof Error ? error.name : "unknown";
      }
    };
    const granted = await harness.open("blank.html");
    expect(await granted.page.evaluate(askForCamera)).toBe("1 track");
    const denied = await harness.open("blank.html", { cameraPermission: "denied" });
    expect(await denied.page.evaluate(askForCamera)).toBe("NotAllowedError");
    await granted.close();
    await denied.close();
  });
});

describe("without a camera", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "pages" });
  });
  afterAll(() => harness?.close());

  test("getUserMedia finds none", async () => {
    const view = await harness.open("blank.html");
    const name = await view.page.evaluate(async () => {
      try {
        await navigator.mediaDevices.getUserMedia({ video: true });
        return "found";
      } catch (error) {
        return error instanceof Error ? error.name : "unknown";
      }
    });
    expect(name).toBe("NotFoundError");
    await view.close();
  });
});

describe("with WebGPU on the software adapter", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "pages", profile: "webgpu-swiftshader" });
  });
  afterAll(() => harness?.close());

  test("an adapter is there", async () => {
    const view = await harness.open("blank.html");
    const vendor = await view.page.evaluate(async () => (await navigator.gpu.requestAdapter())?.info.architecture);
    expect(vendor).toBe("swiftshader");
    await view.close();
  });
});
