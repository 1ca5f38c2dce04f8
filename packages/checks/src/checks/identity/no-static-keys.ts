import { defineCheck } from "../../check.ts";
import { agentContainers, workload } from "../../facts/workload.ts";

export const noStaticKeys = defineCheck({
  name: "no-static-keys",
  link: "identity",
  title: "the agent has no access key in its variables",
  why: "An access key wins over the role, is never renewed, and ends up in whoever reads the pod.",
  fix: "Remove AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY from the agent.",
  severity: "warning",
  needs: { work: workload },
  where: { platforms: ["eks", "kubernetes"] },
  sources: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"],
  *check({ work }) {
    const wrong = agentContainers(work).filter(({ container }) => "AWS_ACCESS_KEY_ID" in container.env);
    if (wrong.length > 0) {
      yield {
        message: "The agent has AWS_ACCESS_KEY_ID in its variables.",
        object: wrong.map(({ pod }) => pod.name).join(", "),
      };
    }
  },
});
