import { endOf, mapsOf, nodeAt, startOf, textAt } from "../../deployment/nodes.ts";
import { DataFile } from "../../read/data-file.ts";
import type { TextFile } from "../../read/text-file.ts";
import type { DeploymentRule, Found } from "../../rule.ts";

/** What a migration changes, wherever it is written. */
const NAMED =
  /\baws_xray_\w+|\bAWS::XRay::\w+|[\w./-]*(?:aws-xray-daemon|aws-otel-collector)\b|\bAWS_XRAY_\w+|\bAWSX[Rr]ay\w+Access\b|\bxray:\w+/g;

/** In a template, the rules over policies and resources see these themselves. */
const SEEN = /^AWS::XRay::|^xray:|Access$/;

export const infrastructureCode: DeploymentRule = {
  name: "infrastructure-code",
  title: "Terraform or CloudFormation with X-Ray in it",
  why: "Its resources are read by its own tool, with variables and modules: what a change of the text makes of them can't be seen here.",
  fix:
    "Change by hand what the other rules of this page change in plain files: pin the daemon's image, take out AWS_XRAY_CONTEXT_MISSING, " +
    "make AWS_XRAY_TRACING_NAME OTEL_SERVICE_NAME, open UDP and TCP 2000. Sampling rules, roles and the agent are parts of a stack of " +
    "pmp-xray: import them there, or leave them out of it.",
  level: "say",
  reads: "deployment",
  *find(file) {
    if (file instanceof DataFile) yield* inTemplate(file);
    else if (file.path.endsWith(".tf")) yield* inTerraform(file);
  },
};

function* inTerraform(file: TextFile): Iterable<Found> {
  for (const { start, text } of file.lines()) {
    const names = namesIn(text.replace(/^\s*(?:#|\/\/).*/, ""));
    if (names.length > 0) yield { start, end: start + text.length, message: `names ${names.join(", ")}` };
  }
}

function* inTemplate(file: DataFile): Iterable<Found> {
  for (const { node } of mapsOf(file)) {
    const type = textAt(node, "Type") ?? "";
    if (!type.startsWith("AWS::") || nodeAt(node, "Properties") === undefined) continue;
    const names = namesIn(file.text.slice(startOf(node), endOf(node))).filter((name) => !SEEN.test(name));
    if (type.startsWith("AWS::XRay::") || names.length > 0) {
      yield { start: startOf(node), end: endOf(node), message: [type, ...names].join(", ") };
    }
  }
}

function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(NAMED)].map(([name]) => name))];
}
