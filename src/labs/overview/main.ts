import { mountLab } from "../shared/page";
import { OverviewPage } from "./page";

mountLab(OverviewPage, "labs.title");
