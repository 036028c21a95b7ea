import { app } from "../shared/model/site";
import { mountLab } from "../shared/page";
import { OverviewPage } from "./page";

mountLab(OverviewPage, "labs.title");
// The labs start it when their model is there; this page has none.
void app.start();
