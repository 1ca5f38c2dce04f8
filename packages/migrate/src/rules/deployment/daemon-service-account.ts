import { endOf, nodeAt, startOf, textAt } from "../../deployment/nodes.ts";
import { daemonsOf, podSpecOf } from "../../deployment/workloads.ts";
import type { DataRule } from "../../rule.ts";

export const daemonServiceAccount: DataRule = {
  name: "daemon-service-account",
  title: "X-Ray agent without a service account of its own",
  why:
    "The agent calls AWS, so the role belongs to the agent's service account. As the default account it has no role, or every pod of " +
    "the namespace has it.",
  fix:
    "Create a ServiceAccount xray-daemon, bind the role to it (IRSA: the annotation eks.amazonaws.com/role-arn; or a Pod Identity " +
    "association), and set serviceAccountName. The API's account needs no role to be traced.",
  level: "say",
  reads: "data",
  *find(file) {
    for (const { owner, platform, container } of daemonsOf(file)) {
      const spec = podSpecOf(owner);
      const account = textAt(spec, "serviceAccountName") ?? textAt(spec, "serviceAccount");
      if (platform !== "kubernetes" || (account !== undefined && account !== "default")) continue;
      // In a pod with the app, the account is the app's.
      const at = nodeAt(spec, "serviceAccountName") ?? container;
      const name = `${textAt(owner, "kind") ?? ""} ${textAt(owner, "metadata", "name") ?? ""}`;
      yield { start: startOf(at), end: endOf(at), message: `${name} runs the agent as service account default` };
    }
  },
};
