export { proxyHeight, wallRadius } from "./proxy";
export type { ProxyDish } from "./proxy";
export type { CameraView, Matrix, Ray, Vector } from "./types";
