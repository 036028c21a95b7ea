import { Builder, type Offset } from "flatbuffers";

import { writeFloats, writeOffsets, writeTable } from "./tflite-schema";

/** What the metadata says about a segmenter. */
export interface SegmenterMetadata {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly license: string;
}

/**
 * The `TFLITE_METADATA` blob that MediaPipe wants of an image segmenter: how to turn pixels of 0 to 255 into the
 * input's [-1, 1]. Slots are those of mediapipe/tasks/metadata/metadata_schema.fbs 1.5.0, identifier `M001`.
 *
 * There is no `SEGMENTER_METADATA` in it, which makes MediaPipe take the output as it is: the model ends in a softmax
 * of its own, so that every runtime gives the same numbers.
 */
export function writeSegmenterMetadata(metadata: SegmenterMetadata): Uint8Array<ArrayBuffer> {
  const builder = new Builder(512);
  const input = writeInputMetadata(builder);
  const output = writeTensorMetadata(builder, "probabilities", "Probability of each class, background first.", {});
  const inputs = writeOffsets(builder, [input]);
  const outputs = writeOffsets(builder, [output]);
  const subgraph = writeTable(builder, 4, () => {
    builder.addFieldOffset(2, inputs, 0);
    builder.addFieldOffset(3, outputs, 0);
  });
  const subgraphs = writeOffsets(builder, [subgraph]);

  const name = builder.createString(metadata.name);
  const description = builder.createString(metadata.description);
  const version = builder.createString(metadata.version);
  const license = builder.createString(metadata.license);
  const parser = builder.createString("1.0.0");
  const root = writeTable(builder, 8, () => {
    builder.addFieldOffset(0, name, 0);
    builder.addFieldOffset(1, description, 0);
    builder.addFieldOffset(2, version, 0);
    builder.addFieldOffset(3, subgraphs, 0);
    builder.addFieldOffset(5, license, 0);
    builder.addFieldOffset(7, parser, 0);
  });
  builder.finish(root, "M001");
  return builder.asUint8Array().slice();
}

function writeInputMetadata(builder: Builder): Offset {
  const image = writeTable(builder, 2, () => builder.addFieldInt8(0, 1, 0)); // color space RGB
  const content = writeTable(builder, 3, () => {
    builder.addFieldInt8(0, 2, 0); // ContentProperties.ImageProperties
    builder.addFieldOffset(1, image, 0);
  });
  const mean = writeFloats(builder, [127.5]);
  const deviation = writeFloats(builder, [127.5]);
  const normalization = writeTable(builder, 2, () => {
    builder.addFieldOffset(0, mean, 0);
    builder.addFieldOffset(1, deviation, 0);
  });
  const unit = writeTable(builder, 2, () => {
    builder.addFieldInt8(0, 1, 0); // ProcessUnitOptions.NormalizationOptions
    builder.addFieldOffset(1, normalization, 0);
  });
  const units = writeOffsets(builder, [unit]);
  return writeTensorMetadata(builder, "image", "Picture in RGB.", { content, units });
}

function writeTensorMetadata(
  builder: Builder,
  name: string,
  description: string,
  { content, units }: { readonly content?: Offset; readonly units?: Offset },
): Offset {
  const nameOffset = builder.createString(name);
  const descriptionOffset = builder.createString(description);
  return writeTable(builder, 7, () => {
    builder.addFieldOffset(0, nameOffset, 0);
    builder.addFieldOffset(1, descriptionOffset, 0);
    if (content !== undefined) builder.addFieldOffset(3, content, 0);
    if (units !== undefined) builder.addFieldOffset(4, units, 0);
  });
}
