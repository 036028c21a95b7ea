import { h } from "preact";

import { mountLab, readAddress } from "../shared/page";
import { TwoWayLab } from "./lab";
import { TwoWayPage } from "./page";

const lab = new TwoWayLab(readAddress(location.href));
mountLab(() => h(TwoWayPage, { lab }), "labs.two-way.name");
void lab.there.load();
void lab.source.showDemo("above");
