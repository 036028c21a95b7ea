import { describe, expect, it } from "vitest";
import { MealshiftError } from "../../../src/net/errors";
import * as capture from "../../../src/capture/errors";

const { ForeignSourceError, SourceUnavailableError, UnreadableFileError } = capture;

describe("errors of the capture stage", () => {
  it("carry the name under which they are exported", () => {
    const messageOnly = Object.entries(capture).filter(
      ([name]) => ![ForeignSourceError, SourceUnavailableError, UnreadableFileError].some((one) => one.name === name),
    );
    expect(messageOnly).toHaveLength(8);
    const errors = [
      ...messageOnly.map(([name, Class]) => [name, new (Class as new (message: string) => Error)("why")] as const),
      ["ForeignSourceError", new ForeignSourceError("https://other.test/a.jpg", "https://own.test")] as const,
      ["SourceUnavailableError", new SourceUnavailableError("https://own.test/a.jpg", "gone")] as const,
      ["UnreadableFileError", new UnreadableFileError("a.jpg", "broken")] as const,
    ];
    for (const [name, error] of errors) {
      expect(error).toBeInstanceOf(MealshiftError);
      expect(error.name).toBe(name);
    }
  });

  it("name the file and what to do", () => {
    const error = new UnreadableFileError("IMG_1.HEIC", "heic");
    expect(error).toMatchObject({ fileName: "IMG_1.HEIC", reason: "heic" });
    expect(error.message).toMatch(/IMG_1\.HEIC.*JPEG/);
  });
});
