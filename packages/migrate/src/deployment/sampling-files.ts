import { parseXRayRules, type XRaySamplingRule } from "@pmp/sampling";
import type { YAMLMap } from "yaml";
import { mendApiRule, type MendedRule } from "../convert/api-rule.ts";
import { DataFile } from "../read/data-file.ts";
import type { Repository } from "../rule.ts";
import { once } from "./once.ts";
import { mapsOf, nodeAt, pairsOf, textOf } from "./nodes.ts";

/** A sampling rule in a JSON file, as CreateSamplingRule should get it. */
export interface FoundRule {
  readonly file: DataFile;
  readonly node: YAMLMap;
  readonly mended: MendedRule;
}

/** The sampling rules in a JSON file. Terraform and Pulumi have words of their own. */
export const apiRulesOf = once((file: DataFile): FoundRule[] => {
  // The fallback file of @pmp/tracing has such rules too: it is written by a plan.
  if (file.format !== "json" || nodeAt(file.documents[0]?.contents, "SamplingRules") !== undefined) return [];
  return mapsOf(file).flatMap(({ node }): FoundRule[] => {
    if (!pairsOf(node).some(({ key }) => /^rule_?name$/i.test(textOf(key) ?? ""))) return [];
    const mended = mendApiRule(node.toJSON());
    return mended === undefined ? [] : [{ file, node, mended }];
  });
});

/** The sampling rules of all JSON files that X-Ray would take, with where they are. X-Ray's own Default rule is none. */
export const rulesOfRepository = once(({ files }: Repository): (FoundRule & { readonly rule: XRaySamplingRule })[] => {
  const all = [...files.values()].flatMap((file) => (file instanceof DataFile ? apiRulesOf(file) : []));
  return all.flatMap((found) => {
    try {
      const [rule] = parseXRayRules([found.mended.rule]);
      return rule === undefined || rule.RuleName === "Default" ? [] : [{ ...found, rule }];
    } catch {
      // One that X-Ray refuses is found by its own rule.
      return [];
    }
  });
});
