import { FilterError, formatFilterProblem, parseFilter, tokenize } from "@pmp/filter";
import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { text } from "../../kit/read.ts";
import { GROUP } from "./group.ts";

/** Functions with unpublished rules, which only AWS can evaluate: expressions with one of them are not checked. */
const ROOT_CAUSES = /^(?:json|rootcause(?:\..*)?|first|last|index|remote|coverage)$/i;

export const xrayGroupExpression = resourcePolicy({
  name: "xray-group-expression",
  title: "The filter expression of a group is valid.",
  why:
    "X-Ray rejects the group during the update, after other resources were created; and a group without a filter counts " +
    "every trace as a fault.",
  fix: 'Write it in the syntax of X-Ray: service("pmp-api") { fault }. Strings are in double quotes.',
  severity: "medium",
  enforcement: "mandatory",
  frameworks: [wellArchitected("REL06-BP07")],
  types: [GROUP],
  *check({ props }) {
    const path = "filterExpression";
    const expression = text(props.filterExpression);
    if (expression === undefined || expression.trim() === "") {
      yield { path, message: "The group has no filter expression." };
      return;
    }
    if (tokenize(expression).tokens.some(({ source }) => ROOT_CAUSES.test(source))) return;
    try {
      parseFilter(expression);
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      for (const problem of error.problems) yield { path, message: `${expression}: ${formatFilterProblem(problem)}` };
    }
  },
});
