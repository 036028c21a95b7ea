import { describe, expect, it } from "vitest";
import { cameraError, requestCamera } from "../../../src/capture/camera-request";
import { partOf } from "./fakes";

class Overconstrained {
  readonly name = "OverconstrainedError";
  readonly constraint: string;
  constructor(constraint: string) {
    this.constraint = constraint;
  }
}

const stream = partOf<MediaStream>({ id: "lens" });

/** A gate that answers with each of `answers` in turn, the last one for ever, and remembers what was asked. */
function gateOf(...answers: readonly (MediaStream | Error | Overconstrained)[]) {
  const asked: MediaTrackConstraints[] = [];
  const getUserMedia = (constraints: MediaStreamConstraints = {}): Promise<MediaStream> => {
    asked.push(typeof constraints.video === "object" ? { ...constraints.video } : {});
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- OverconstrainedError is no Error in Chrome
    return answer === stream ? Promise.resolve(stream) : Promise.reject(answer);
  };
  return { asked, getUserMedia };
}

describe("cameraError", () => {
  it.each([
    ["NotAllowedError", "CameraDeniedError"],
    ["PermissionDeniedError", "CameraDeniedError"],
    ["SecurityError", "CameraDeniedError"],
    ["NotFoundError", "CameraMissingError"],
    ["DevicesNotFoundError", "CameraMissingError"],
    ["NotReadableError", "CameraBusyError"],
    ["TrackStartError", "CameraBusyError"],
    ["AbortError", "CameraBusyError"],
    ["NotSupportedError", "CameraUnsupportedError"],
  ])("calls %s a %s", (browserName, name) => {
    const cause = new DOMException("why", browserName);
    const error = cameraError(cause);
    expect(error.name).toBe(name);
    expect(error.cause).toBe(cause);
  });

  it("keeps what the browser said of a busy camera", () => {
    expect(cameraError(new DOMException("Device in use", "NotReadableError")).message).toContain("Device in use");
  });

  it("takes a TypeError for a browser without the API's current form", () => {
    expect(cameraError(new TypeError("not a function")).name).toBe("CameraUnsupportedError");
  });

  it("names even what is no error", () => {
    expect(cameraError("x").name).toBe("CameraBusyError");
    expect(cameraError(null).message).toContain("null");
  });
});

describe("requestCamera", () => {
  it("says that there is no camera API", async () => {
    await expect(requestCamera(undefined, {})).rejects.toMatchObject({ name: "CameraUnsupportedError" });
  });

  it("wishes for the camera that looks at the meal, at 1280x720", async () => {
    const gate = gateOf(stream);
    await expect(requestCamera(gate, {})).resolves.toBe(stream);
    expect(gate.asked).toEqual([
      {
        width: { ideal: 1280 },
        height: { ideal: 720 },
        frameRate: { ideal: 30 },
        facingMode: { ideal: "environment" },
      },
    ]);
  });

  it("insists on a chosen device and then does not ask for a facing", async () => {
    const gate = gateOf(stream);
    await requestCamera(gate, { deviceId: "b", facing: "user" });
    expect(gate.asked[0]).toMatchObject({ deviceId: { exact: "b" } });
    expect(gate.asked[0]).not.toHaveProperty("facingMode");
  });

  it("drops the constraint that cannot be met and keeps the rest", async () => {
    const gate = gateOf(new Overconstrained("deviceId"), stream);
    await expect(requestCamera(gate, { deviceId: "gone" })).resolves.toBe(stream);
    expect(gate.asked[1]).toEqual({ width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } });
  });

  it("gives up on a camera that meets no constraint at all", async () => {
    const gate = gateOf(new Overconstrained(""));
    await expect(requestCamera(gate, {})).rejects.toMatchObject({ name: "CameraMissingError" });
    expect(gate.asked).toHaveLength(5);
    expect(gate.asked.at(-1)).toEqual({});
  });

  it("does not try a denied camera again", async () => {
    const gate = gateOf(new DOMException("no", "NotAllowedError"), stream);
    await expect(requestCamera(gate, {})).rejects.toMatchObject({ name: "CameraDeniedError" });
    expect(gate.asked).toHaveLength(1);
  });
});
