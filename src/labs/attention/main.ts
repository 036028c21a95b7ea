import { h } from "preact";

import { mountLab, readAddress } from "../shared/page";
import { AttentionLab } from "./lab";
import { AttentionPage } from "./page";

const lab = new AttentionLab(readAddress(location.href));
mountLab(() => h(AttentionPage, { lab }), "labs.attention.name");
void lab.part.load();
void lab.source.showDemo("stew");
