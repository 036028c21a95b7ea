export type { CameraView, Matrix, Ray, Vector } from "./types";
