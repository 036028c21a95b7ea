import { blackened, blackOptionsSchema } from "../../curation/black-background";
import { derivingKind } from "./derived";

export const background = derivingKind(blackOptionsSchema, blackened);
