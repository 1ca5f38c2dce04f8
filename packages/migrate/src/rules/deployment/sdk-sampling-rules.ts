import { isMap } from "yaml";
import { planFiles } from "../../convert/plan-files.ts";
import { planFromSdkRules, readSdkRules, SDK_RULES_NOTE } from "../../convert/sdk-rules.ts";
import { setJson, type Plain } from "../../deployment/node-edits.ts";
import { startOf } from "../../deployment/nodes.ts";
import type { DataRule, Found } from "../../rule.ts";

export const sdkSamplingRules: DataRule = {
  name: "sdk-sampling-rules",
  title: "sampling rules in the format of AWS's X-Ray SDK",
  why: "The file is read by AWS's SDK only. @pmp/tracing falls back to rules in the form of the X-Ray API (PMP_SAMPLING_PLAN_FILE).",
  fix:
    "The file gets that form, for PMP_SAMPLING_PLAN_FILE. Beside it are written a plan for Pulumi.<stack>.yaml and values for the chart, " +
    "from the same rules.",
  level: "edit",
  reads: "data",
  *find(file) {
    const root = file.documents[0]?.contents;
    if (file.format !== "json" || !isMap(root)) return;
    const read = readSdkRules(root.toJSON());
    if (read === undefined) return;
    const found: Found = {
      start: startOf(root),
      end: startOf(root),
      message: "local sampling rules of AWS's X-Ray SDK",
      withApp: true,
    };
    if ("problems" in read) {
      for (const problem of read.problems) yield { ...found, message: problem };
      return;
    }
    const files = planFiles(planFromSdkRules(read), file.path);
    if ("problems" in files) {
      for (const problem of files.problems) yield { ...found, message: problem };
      return;
    }
    const base = file.path.replace(/\.json$/, "");
    yield {
      ...found,
      message: `${read.rules.length} local rules and a default of AWS's X-Ray SDK`,
      edits: [setJson(file, root, files.fallback as unknown as Plain)],
      creates: [
        { path: `${base}.plan.yaml`, text: files.stack },
        { path: `${base}.values.yaml`, text: files.values },
      ],
      note: [SDK_RULES_NOTE, ...files.warnings].join(". "),
    };
  },
};
