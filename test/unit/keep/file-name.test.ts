import { describe, expect, test } from "vitest";
import { fileName } from "../../../src/keep/file-name";

describe("names of files", () => {
  const at = new Date(2026, 10, 21, 8, 5, 3);

  test("say dish and local time", () => {
    expect(fileName({ domains: ["ramen"], at, extension: "jpg" })).toBe("mealshift-ramen-2026-11-21-080503.jpg");
    expect(fileName({ domains: ["ramen", "pad_thai", "ramen"], at, view: "pair", extension: "jpg" })).toBe(
      "mealshift-ramen-pad_thai-pair-2026-11-21-080503.jpg",
    );
  });

  test("hold nothing that a file system refuses, whatever a model calls its dishes", () => {
    expect(fileName({ domains: ["../カレー/:*", ""], at, extension: "mp4" })).toBe("mealshift-2026-11-21-080503.mp4");
  });
});
