import { objectCall } from "../../code/object-calls.ts";
import { methodCalls } from "../../code/segments.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayAnnotation: CodeRule = {
  name: "xray-annotation",
  title: "addAnnotation",
  why: "Annotations are added by a function, with no segment in hand.",
  fix: "Use annotate({ key: value }); on a subsegment, subsegment.annotate({ key: value }).",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const use of methodCalls(file, "addAnnotation")) yield objectCall(file, use, "annotate", 2);
  },
};
