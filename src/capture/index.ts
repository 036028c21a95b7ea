/** Where frames come from: camera, photo, video, demo scene; and what cuts them for the stages that follow. */
export { CameraSource } from "./camera";
export { type CameraInfo, listCameras, waitForCamera, watchCameras } from "./camera-devices";
export { type CameraGate, type CameraOptions, type Facing, requestCamera } from "./camera-request";
export { watchTrack } from "./camera-watch";
export { type CropSquare, cropFrame, grabPicture, shrinkFrame, squareRegion } from "./crop";
export { DemoSource } from "./demo";
export {
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
  type UnreadableReason,
} from "./errors";
export { fileInputs, pickFile } from "./file-inputs";
export { frameTime } from "./frame-clock";
export { firstCameraPicture } from "./first-camera-picture";
export { createInlineVideo, releaseVideo } from "./inline-video";
export { openFile, openShared, openUrl } from "./open";
export { PhotoSource } from "./photo";
export { setOwnStillness, stillnessWanted, watchStillness } from "./stillness";
export type { Frame, FramePicture, FrameSource, SourceKind } from "./types";
export { VideoSource } from "./video";
