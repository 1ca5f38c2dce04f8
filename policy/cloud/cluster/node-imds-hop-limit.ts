import { securityHub, wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { record } from "../../kit/read.ts";
import { collectUnknowns } from "../../kit/unknown.ts";
import { NODE_GROUPS } from "./cluster.ts";

const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

export const nodeImdsHopLimit = resourcePolicy({
  name: "node-imds-hop-limit",
  title: "Nodes hand out their credentials only by IMDSv2, and only within one hop.",
  why:
    "A pod is one hop further than the node. With a limit of 2 any pod can ask the metadata service for the node's credentials, " +
    "and with IMDSv1 a single forged request is enough.",
  fix: 'Set metadataOptions to { httpTokens: "required", httpPutResponseHopLimit: 1 } in a launch template, and use it.',
  severity: "high",
  enforcement: "mandatory",
  frameworks: [securityHub("EC2.170"), wellArchitected("SEC03-BP02")],
  types: [LAUNCH_TEMPLATE, "aws:ec2/instance:Instance", ...NODE_GROUPS],
  *check({ type, props }) {
    if (NODE_GROUPS.includes(type)) {
      if (!("launchTemplate" in props)) {
        yield { path: "launchTemplate", message: "The nodes have no launch template that could say so." };
      }
      return;
    }
    const options = record(props.metadataOptions);
    if (options.httpEndpoint === "disabled") return;
    yield* collectUnknowns([
      function* () {
        if (options.httpTokens !== "required") {
          yield {
            path: "metadataOptions.httpTokens",
            message: `IMDSv1 is allowed: httpTokens is ${show(options.httpTokens)}.`,
          };
        }
      },
      function* () {
        const limit = options.httpPutResponseHopLimit;
        if (limit !== 1)
          yield { path: "metadataOptions.httpPutResponseHopLimit", message: `The hop limit is ${show(limit)}.` };
      },
    ]);
  },
});

function show(value: unknown): string {
  return value === undefined || value === null ? "not set" : JSON.stringify(value);
}
