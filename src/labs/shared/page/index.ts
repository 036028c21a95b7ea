export { readAddress } from "./address";
export * from "./icons";
export { LabPage } from "./lab-page";
export { labs } from "./labs";
export { ModelNote, SecondModelNote } from "./model-note";
export { mountLab } from "./mount";
