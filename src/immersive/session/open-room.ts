import { browserStorage } from "../../net/browser-storage";
import { calibrationOf, createPassthroughCamera, createRawCamera } from "../camera";
import { createControls } from "../controls";
import { openStage, type OpenedStage } from "../stage";
import { createSurroundings } from "../surroundings";
import { SpaceTracker } from "../tracker";
import type { Room, RoomOptions } from "./room";

/**
 * Puts the parts of a session together, on a layer of its own.
 * @throws StageUnavailableError, or what the camera of the path throws.
 */
export const openRoom = async (options: RoomOptions): Promise<Room> => {
  const { session } = options;
  const opened = await openStage(session, { onLost: (error) => options.onLost(error) });
  const { stage, space } = opened;
  try {
    const camera = createCamera(options, opened);
    const surroundings = createSurroundings({ session });
    const tracker = new SpaceTracker({ onSightings: (sightings) => surroundings.sighted(sightings) });
    const controls = createControls({ session, stage, ...options.controls });
    return {
      space,
      ...camera,
      surroundings,
      tracker,
      controls,
      stage,
      setLoop: (onFrame) => opened.setLoop(onFrame),
      dispose: () => {
        controls.dispose();
        surroundings.dispose();
        opened.dispose();
      },
    };
  } catch (error) {
    opened.dispose();
    throw error;
  }
};

const createCamera = (
  { session, stream, ...options }: RoomOptions,
  { renderer }: OpenedStage,
): Pick<Room, "camera" | "calibration"> => {
  const wanted = () => options.wanted();
  if (stream === null) return { camera: createRawCamera({ session, renderer, wanted }), calibration: null };
  const label = stream.getVideoTracks()[0]?.label ?? "";
  const { calibration, origin } = calibrationOf(label, browserStorage("localStorage"));
  return { camera: createPassthroughCamera({ stream, calibration, wanted }), calibration: origin };
};
