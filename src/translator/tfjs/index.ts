export { TfjsWorkerTranslator, type TfjsWorkerOptions } from "./client";
