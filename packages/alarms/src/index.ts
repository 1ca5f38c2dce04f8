export { evaluateComposite, parseRule, type Rule } from "./composite.ts";
export {
  readAlarm,
  type AlarmDefinition,
  type AlarmInput,
  type MetricName,
  type Query,
  type TreatMissingData,
} from "./definition.ts";
export { AlarmError } from "./error.ts";
export { evaluateAlarm, evaluationRange, type Counts, type Evaluation, type Minutes } from "./evaluate.ts";
export { stateOf, type AlarmState, type Verdict } from "./missing-data.ts";
export { evaluateMath } from "./math/evaluate.ts";
export { parseMath } from "./math/parser.ts";
