import { h } from "preact";

import { mountLab, readAddress } from "../shared/page";
import { SushiLab } from "./lab";
import { SushiPage } from "./page";

const lab = new SushiLab(readAddress(location.href));
mountLab(() => h(SushiPage, { lab }), "labs.sushi.name");
void lab.part.load();
