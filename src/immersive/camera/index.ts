/** Frames of an immersive session: pictures that know from where in space they were taken. */
export { type CalibrationOrigin, type CameraCalibration, calibrationOf, type FoundCalibration } from "./known-cameras";
export { openPassthroughStream } from "./passthrough/open-stream";
export {
  createPassthroughCamera,
  type PassthroughCamera,
  type PassthroughCameraOptions,
} from "./passthrough/passthrough-camera";
export { createRawCamera, type RawCameraOptions } from "./raw/raw-camera";
