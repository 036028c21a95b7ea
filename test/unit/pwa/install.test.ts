import { describe, expect, it, vi } from "vitest";
import { createInstall, isIosSafari } from "../../../src/pwa/install";

class PromptEvent extends Event {
  readonly prompt = vi.fn<() => Promise<{ outcome: "accepted" }>>(async () => ({ outcome: "accepted" }));
  constructor() {
    super("beforeinstallprompt", { cancelable: true });
  }
}

function memory(initial: Record<string, string> = {}) {
  const items = new Map(Object.entries(initial));
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

function setUp({ storage = memory(), installed = false, ios = false } = {}) {
  const target = new EventTarget();
  return { target, storage, install: createInstall({ target, storage, installed, ios }) };
}

describe("the offer to install", () => {
  it("waits until the lens has been used, and then shows the browser's own prompt", async () => {
    const { target, install } = setUp();
    const event = new PromptEvent();
    target.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    expect(install.offer.value).toBeNull();
    install.used();
    expect(install.offer.value).toBe("prompt");
    await install.accept();
    expect(event.prompt).toHaveBeenCalledTimes(1);
    expect(install.offer.value).toBeNull();
  });

  it("is not made again after a no, nor after an installation, in this visit or the next", () => {
    for (const answer of ["no", "installed"]) {
      const { target, storage, install } = setUp();
      target.dispatchEvent(new PromptEvent());
      install.used();
      if (answer === "no") install.decline();
      else target.dispatchEvent(new Event("appinstalled"));
      expect(install.offer.value).toBeNull();
      target.dispatchEvent(new PromptEvent());
      expect(install.offer.value).toBeNull();

      const next = setUp({ storage });
      next.target.dispatchEvent(new PromptEvent());
      next.install.used();
      expect(next.install.offer.value).toBeNull();
    }
  });

  it("is words on an iPhone, and nothing in the installed app or where no can't be remembered", () => {
    const phone = setUp({ ios: true });
    phone.install.used();
    expect(phone.install.offer.value).toBe("ios");
    const app = setUp({ ios: true, installed: true });
    app.install.used();
    expect(app.install.offer.value).toBeNull();
    const forgetful = createInstall({ target: new EventTarget(), storage: null, installed: false, ios: true });
    forgetful.used();
    expect(forgetful.offer.value).toBeNull();
  });
});

it.each([
  ["iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Mobile/15E148 Safari/604.1", 5, true],
  ["iPad", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", 5, true],
  ["Mac", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", 0, false],
  ["Chrome on iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) CriOS/140.0 Safari/604.1", 5, false],
  ["Android", "Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", 5, false],
])("knows Safari on %s", (_device, userAgent, maxTouchPoints, expected) => {
  expect(isIosSafari({ userAgent, maxTouchPoints })).toBe(expected);
});
