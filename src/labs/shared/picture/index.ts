export { coloured } from "./colour-map";
export { withFirstFrame } from "./frames";
export { Legend } from "./legend";
export { Picture } from "./picture";
export { imageOf, readableCanvas, valuesOf } from "./pixels";
export { savePictures } from "./save";
export { PictureSource } from "./source";
export { DropArea, SourceBar } from "./source-bar";
