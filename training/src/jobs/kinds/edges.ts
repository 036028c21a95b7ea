import { drawingOf, edgeOptionsSchema } from "../../curation/edge-drawing";
import { derivingKind } from "./derived";

export const edges = derivingKind(edgeOptionsSchema, drawingOf);
