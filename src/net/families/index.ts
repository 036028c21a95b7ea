export * from "./stargan";
export * from "./cyclegan";
export * from "./patch-gan";
export * from "./segmenter";
export * from "./classifier";
export * from "./graph-of";
