import { signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import type { UpdateState } from "../../../src/pwa/app-worker";
import { createInstall } from "../../../src/pwa/install";
import { createNotices } from "../../../src/pwa/notices";

function setUp(items = new Map<string, string>()) {
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
  const stale = signal(false);
  const update = signal<UpdateState>("none");
  const trouble = signal<string | null>(null);
  const offlineReady = signal(false);
  const install = createInstall({ target: new EventTarget(), storage, installed: false, ios: true });
  const notices = createNotices({ stale, update, trouble, offlineReady, install, storage });
  return { items, stale, update, trouble, offlineReady, install, notices };
}

describe("notices of the app", () => {
  it("come one at a time, the most pressing first, and do not come back", () => {
    const { stale, update, trouble, offlineReady, install, notices } = setUp();
    expect(notices.current.value).toBeNull();
    install.used();
    expect(notices.current.value).toEqual({ kind: "install", way: "ios" });
    offlineReady.value = true;
    trouble.value = "StorageFullError";
    update.value = "waiting";
    stale.value = true;
    const seen: string[] = [];
    for (let notice = notices.current.value; notice !== null; notice = notices.current.value) {
      seen.push(notice.kind);
      notices.dismiss();
    }
    expect(seen).toEqual(["stale", "update", "trouble", "offline", "install"]);
    expect(install.offer.value).toBeNull();
  });

  it("say once for a device that the app works offline", () => {
    const first = setUp();
    first.offlineReady.value = true;
    expect(first.notices.current.value).toEqual({ kind: "offline" });
    const second = setUp(first.items);
    second.offlineReady.value = true;
    expect(second.notices.current.value).toBeNull();
  });

  it("tell of a version that came in another tab, even where this tab's own offer was put off", () => {
    const { update, notices } = setUp();
    update.value = "waiting";
    notices.dismiss();
    expect(notices.current.value).toBeNull();
    update.value = "elsewhere";
    expect(notices.current.value).toEqual({ kind: "elsewhere" });
  });
});
