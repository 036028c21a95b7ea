export { GridView } from "./grid-view";
