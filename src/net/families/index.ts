export * from "./stargan";
export * from "./cyclegan";
export * from "./ugatit";
export * from "./patch-gan";
export * from "./cam-discriminator";
export * from "./segmenter";
export * from "./classifier";
export * from "./graph-of";
