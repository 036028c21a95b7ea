export { evaluateModel, type Evaluation, type EvaluationOptions } from "./evaluate";
export { figureRows } from "./figures";
export { requirements } from "./needs";
export { openSubject } from "./open";
export { metrics } from "./registry";
