import storageFloat from "../../../../shaders/engine/storage-float.wgsl?raw";
import storageHalf from "../../../../shaders/engine/storage-half.wgsl?raw";
import type { Storage } from "../engine";

/** WGSL that packs and unpacks a block. */
export const storageShaders: Readonly<Record<Storage, string>> = { float: storageFloat, half: storageHalf };
