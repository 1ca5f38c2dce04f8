import { defineCheck } from "../../check.ts";
import { agentContainers, workload } from "../../facts/workload.ts";

export const proxySparesCredentials = defineCheck({
  name: "proxy-spares-credentials",
  link: "identity",
  title: "an HTTP proxy does not stand before the agent's source of credentials",
  why: "169.254.170.23 and 169.254.169.254 are addresses of the node; a proxy can't reach them.",
  fix: "Add 169.254.170.23 to NO_PROXY of the agent (chart value agent.proxy.noProxy).",
  needs: { work: workload },
  where: { platforms: ["eks"] },
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html"],
  *check({ work }) {
    for (const { pod, container } of agentContainers(work).slice(0, 1)) {
      const { env } = container;
      const proxy = env.HTTPS_PROXY ?? env.HTTP_PROXY ?? env.https_proxy ?? env.http_proxy;
      const spared = env.NO_PROXY ?? env.no_proxy ?? "";
      const address = env.AWS_CONTAINER_CREDENTIALS_FULL_URI === undefined ? undefined : "169.254.170.23";
      if (proxy === undefined || address === undefined || spared.includes(address) || spared === "*") continue;
      yield {
        message: `The agent's proxy is ${proxy}, and NO_PROXY (${spared === "" ? "empty" : spared}) does not name ${address}.`,
        object: pod.name,
      };
    }
  },
});
