/** What people keep of the lens: photographs, recordings, whole videos; and how they hand it on. */
export { fileName } from "./file-name";
export { type KeepTask, Keeper, type KeptFilm, type KeptRecording, recordingLimitMs } from "./keeper";
export { photoViews, type PhotoView } from "./photo/contract";
export type { Photograph } from "./photo/photograph";
export { canCopy, canShare, copyPicture, saveFile, shareFile } from "./share";
export type { KeptVideo } from "./video/kept-video";
