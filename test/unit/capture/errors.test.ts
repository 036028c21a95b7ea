import { describe, expect, it } from "vitest";
import { MealshiftError } from "../../../src/net/errors";
import {
  CameraBusyError,
  CameraDeniedError,
  CameraLostError,
  CameraMissingError,
  CameraTorchError,
  CameraUnsupportedError,
  ForeignSourceError,
  FrameGoneError,
  FrameRegionError,
  SourceUnavailableError,
  UnreadableFileError,
} from "../../../src/capture/errors";

describe("errors of the capture stage", () => {
  it("carry the names that the interface translates", () => {
    const errors: Readonly<Record<string, Error>> = {
      CameraBusyError: new CameraBusyError("why"),
      CameraDeniedError: new CameraDeniedError("why"),
      CameraLostError: new CameraLostError("why"),
      CameraMissingError: new CameraMissingError("why"),
      CameraTorchError: new CameraTorchError("why"),
      CameraUnsupportedError: new CameraUnsupportedError("why"),
      ForeignSourceError: new ForeignSourceError("https://other.test/a.jpg", "https://own.test"),
      FrameGoneError: new FrameGoneError("why"),
      FrameRegionError: new FrameRegionError("why"),
      SourceUnavailableError: new SourceUnavailableError("https://own.test/a.jpg", "gone"),
      UnreadableFileError: new UnreadableFileError("a.jpg", "broken"),
    };
    for (const [name, error] of Object.entries(errors)) {
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
