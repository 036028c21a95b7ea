export { evaluateModel, type Evaluation, type EvaluationOptions } from "./evaluate";
export { figureRows } from "./figures";
export { goalLines, goalTable } from "./goal-table";
export { requirements } from "./needs";
export { openSubject } from "./open";
export { metrics } from "./registry";
