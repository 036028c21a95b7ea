import { maskOf, maskOptionsSchema } from "../../curation/picture-mask";
import { derivingKind } from "./derived";

export const masks = derivingKind(maskOptionsSchema, maskOf);
