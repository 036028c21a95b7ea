import { describe, expect, test } from "vitest";
import { SettingsStore, type SettingsStorage } from "../../../src/session/settings";

const storageWith = (text: string | null): SettingsStorage & { text: string | null } => ({
  text,
  getItem() {
    return this.text;
  },
  setItem(_key, value) {
    this.text = value;
  },
  removeItem() {
    this.text = null;
  },
});

describe("SettingsStore", () => {
  test("what is written is read again", () => {
    const storage = storageWith(null);
    const store = new SettingsStore(storage);
    store.update({ domain: "ramen", source: "camera" });
    store.update({ deviceId: "abc" });
    expect(new SettingsStore(storage).current).toEqual({ domain: "ramen", source: "camera", deviceId: "abc" });
  });

  test("a spoiled field costs itself, not the others", () => {
    const store = new SettingsStore(
      storageWith('{"lang":"ja","domain":"<script>","source":"satellite","facing":"user"}'),
    );
    expect(store.current).toEqual({ lang: "ja", facing: "user" });
  });

  test.each(["", "{", "null", "[]", "17", '"ja"', '{"lang":7}'])("%s reads as no settings", (text) => {
    expect(new SettingsStore(storageWith(text)).current).toEqual({});
  });

  test("a storage that refuses is no failure, and the visit remembers", () => {
    const store = new SettingsStore({
      getItem: () => {
        throw new DOMException("no", "SecurityError");
      },
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
      removeItem: () => {
        throw new DOMException("no", "SecurityError");
      },
    });
    store.update({ lang: "ja" });
    expect(store.current).toEqual({ lang: "ja" });
    store.forget();
    expect(store.current).toEqual({});
  });

  test("what is forgotten is gone from the storage, and whoever follows is told", () => {
    const storage = storageWith('{"hand":"left","captions":true}');
    const store = new SettingsStore(storage);
    const seen: unknown[] = [];
    const end = store.live.subscribe(({ hand }) => seen.push(hand));
    store.update({ theme: "dark" });
    store.forget();
    end();
    expect(seen).toEqual(["left", "left", undefined]);
    expect(storage.text).toBeNull();
  });

  test("without a storage nothing outlives the visit", () => {
    const store = new SettingsStore(null);
    store.update({ domain: "ramen" });
    expect(store.current.domain).toBe("ramen");
    expect(new SettingsStore(null).current).toEqual({});
  });
});
