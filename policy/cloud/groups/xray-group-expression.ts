import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { text } from "../../kit/read.ts";
import { filterExpressionProblem } from "./filter-expression.ts";
import { GROUP } from "./group.ts";

export const xrayGroupExpression = resourcePolicy({
  name: "xray-group-expression",
  title: "A group filters by an expression that X-Ray can read.",
  why: "X-Ray refuses the group while the update runs; and a group that filters for nothing counts every trace as a fault.",
  cure: 'Write it as X-Ray does: service("pmp-api") { fault }. Texts are in double quotes.',
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL06-BP07")],
  types: [GROUP],
  *check({ props }) {
    const expression = text(props.filterExpression);
    if (expression === undefined || expression.trim() === "") {
      yield { path: "filterExpression", message: "The group has no filter expression." };
      return;
    }
    const problem = filterExpressionProblem(expression);
    if (problem !== undefined) yield { path: "filterExpression", message: `${expression}: ${problem}.` };
  },
});
