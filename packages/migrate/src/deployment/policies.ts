import { isMap, type Node, type YAMLMap } from "yaml";
import type { DataFile } from "../read/data-file.ts";
import { once } from "./once.ts";
import { itemsOf, mapsOf, nodeAt, textAt, textsOf } from "./nodes.ts";

/** X-Ray's actions of an agent, none of which has a resource type in IAM. */
export const WITHOUT_RESOURCE: ReadonlySet<string> = new Set([
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
]);

/** A statement of an IAM policy, with the policy that it is in. */
export interface Statement {
  readonly statement: YAMLMap;
  readonly policy: YAMLMap;
}

/** The statements that allow something, in all policies of a file: documents of their own, or inside of a template. */
export const allowing = once((file: DataFile): Statement[] =>
  mapsOf(file).flatMap(({ node: policy }) => {
    const given: Node | undefined = nodeAt(policy, "Statement");
    const statements = isMap(given) ? [given] : itemsOf(given).filter((item) => isMap(item));
    return statements
      .filter((statement) => textAt(statement, "Effect") === "Allow")
      .map((statement) => ({ statement, policy }));
  }),
);

/** The actions that a statement names. */
export function actionsOf(statement: YAMLMap): string[] {
  return textsOf(nodeAt(statement, "Action"));
}
