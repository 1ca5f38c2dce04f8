import { defineCheck } from "../../check.ts";
import { workload } from "../../facts/workload.ts";

export const agentHasItsOwnAccount = defineCheck({
  name: "agent-has-its-own-account",
  link: "identity",
  title: "the agent runs as a service account of its own",
  why: "A role is bound to a service account. The account `default` is every pod's, so it should have none.",
  fix: "Set serviceAccountName of the agent's pods; the chart sets xray-daemon.",
  needs: { work: workload },
  where: { modes: ["daemonset"] },
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html"],
  *check({ work }) {
    const wrong = work.agents.filter(({ serviceAccount }) => serviceAccount === "default");
    const [first] = wrong;
    if (first === undefined) return;
    yield {
      message: `The agent runs as service account default of namespace ${first.namespace}.`,
      object: wrong.map(({ name }) => name).join(", "),
    };
  },
});
