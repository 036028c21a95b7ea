export { InferencePlan } from "./plan";
