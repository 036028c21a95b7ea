import type { StreamOutcome } from "./decide-path";
import type { VisitMachine } from "./visit-contract";

/** What became of the camera beside the session. */
export interface Beside {
  readonly outcome: StreamOutcome;
  readonly stream: MediaStream | null;
  readonly error: Error | null;
}

export const notAsked: Beside = { outcome: "not-asked", stream: null, error: null };

const outcomes: ReadonlyMap<string, StreamOutcome> = new Map([
  ["CameraDeniedError", "denied"],
  ["CameraMissingError", "missing"],
  ["CameraUnsupportedError", "missing"],
]);

export const openBeside = async (machine: Pick<VisitMachine, "openStream">): Promise<Beside> => {
  try {
    return { outcome: "open", stream: await machine.openStream(), error: null };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { outcome: outcomes.get(error.name) ?? "failed", stream: null, error };
  }
};

export const stopStream = (stream: MediaStream | null): void => {
  for (const track of stream?.getTracks() ?? []) track.stop();
};
