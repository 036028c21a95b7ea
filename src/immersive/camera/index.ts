/** Frames of an immersive session: pictures that know from where in space they were taken. */
export { createRawCamera, type RawCameraOptions } from "./raw/raw-camera";
