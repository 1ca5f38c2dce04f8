export { checkTaskDefinition } from "./check-definition.ts";
export type { DefinitionProblem, Fix, LaunchType, Path } from "./problem.ts";
