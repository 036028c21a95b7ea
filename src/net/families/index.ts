export * from "./stargan";
export * from "./segmenter";
export * from "./classifier";
