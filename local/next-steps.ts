import { AGENT_NAME } from "@pmp/model/aws";
import { ecsNamespace } from "./cluster/ecs-tasks.ts";
import { namespace } from "./names.ts";
import type { Platform } from "./options.ts";
import { quote } from "./shell.ts";
import type { ClusterState } from "./cluster/state.ts";

/** Next steps with the running cluster. Each command works as printed. */
export function nextSteps({ access, mode }: ClusterState, platform: Platform = "eks"): string {
  const isEcs = platform === "ecs";
  const kubectl = `${quote(access.kubectl)} --kubeconfig ${quote(access.kubeconfig)} -n ${isEcs ? ecsNamespace : namespace}`;
  const agent = isEcs ? `-l fakecloud-service=ecs -c ${AGENT_NAME}` : `daemonset/${AGENT_NAME}`;
  const rows = [
    ["the API", `curl ${access.apiUrl}/api/products`],
    ["a traced failure", `curl -i ${access.apiUrl}/api/fail`],
    [isEcs ? "the task's pod" : "the pods", `${kubectl} get pods`],
    ["the agent's log", `${kubectl} logs ${agent}`],
    [
      "AWS, emulated",
      `AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws --region us-east-1 --endpoint-url ${access.emulatorUrl} xray get-sampling-rules   (needs the AWS CLI)`,
    ],
    ["the same proof again", `npm start -- ${mode === "kind" ? "--kind" : "--full"}${isEcs ? " --platform ecs" : ""}`],
    ["what runs", "npm run status"],
    ["take it all down", "npm stop"],
  ];
  return `Next\n${rows.map(([what = "", how = ""]) => `  ${what.padEnd(22)}${how}`).join("\n")}\n`;
}
