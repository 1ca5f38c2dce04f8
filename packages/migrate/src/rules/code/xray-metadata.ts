import { objectCall } from "../../code/object-calls.ts";
import { methodCalls } from "../../code/segments.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayMetadata: CodeRule = {
  name: "xray-metadata",
  title: "addMetadata",
  why: "Metadata is added by a function, with no segment in hand.",
  fix: "Use metadata({ key: value }, namespace); on a subsegment, subsegment.metadata({ key: value }, namespace).",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const use of methodCalls(file, "addMetadata")) yield objectCall(file, use, "metadata", 3);
  },
};
