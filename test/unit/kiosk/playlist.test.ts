import { signal } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { firstDish, playlistOf, withPlaylist } from "../../../src/kiosk/playlist";
import { createLensState } from "../../../src/session/state";
import type { Lens } from "../../../src/session";

const domains = ["a", "b", "c", "d"].map((id) => ({ id, en: id, ja: id, tile: "" }));
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id).join("");

describe("the playlist", () => {
  test.each([
    [["c", "a"], "ca"],
    [["c", "x", "a"], "ca"],
    [[], "abcd"],
    [["x"], "abcd"],
  ])("%j of abcd is %s", (wanted, shown) => {
    expect(ids(playlistOf(domains, wanted))).toBe(shown);
  });

  test("begins with the dish that is wanted, if it is in it", () => {
    expect(firstDish(domains, "c")).toBe("c");
    expect(firstDish(domains, "x")).toBe("a");
    expect(firstDish(domains, undefined)).toBe("a");
    expect(firstDish([], "a")).toBeUndefined();
  });

  test("is all that the interface sees, and steps go along it, round its ends", () => {
    const state = createLensState();
    state.domains.value = domains;
    state.defaultDomain.value = "c";
    const chosen: string[] = [];
    const actions = {
      chooseDomain: (id: string) => {
        chosen.push(id);
        state.defaultDomain.value = id;
      },
    };
    const wanted = signal(["c", "a"]);
    // What the playlist leaves alone is not looked at.
    const lens = withPlaylist({ state, actions } as unknown as Lens, () => wanted.value);
    expect(ids(lens.state.domains.value)).toBe("ca");
    lens.actions.stepDomain(1);
    lens.actions.stepDomain(1);
    lens.actions.stepDomain(-1);
    expect(chosen.join("")).toBe("aca");
    wanted.value = ["d", "b", "a"];
    expect(ids(lens.state.domains.value)).toBe("dba");
  });
});
