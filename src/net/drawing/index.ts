export { cannyEdges } from "./canny";
export { type LineDrawingOptions, linesOfPhoto, noodleLines } from "./line-drawing";
