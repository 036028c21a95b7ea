export { TfjsWebGpuTranslator } from "./translator";
