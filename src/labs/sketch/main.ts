import { h } from "preact";

import { mountLab, readAddress } from "../shared/page";
import { SketchLab } from "./lab";
import { SketchPage } from "./page";

const lab = new SketchLab(readAddress(location.href));
mountLab(() => h(SketchPage, { lab }), "labs.sketch.name");
void lab.part.load();
