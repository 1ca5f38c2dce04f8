import { defineCheck } from "../../check.ts";
import { agentConfig } from "../../facts/agent-config.ts";
import { agentContainers, workload } from "../../facts/workload.ts";
import { textAt } from "../parts/agent-config.ts";

export const collectorHeedsRoleArn = defineCheck({
  name: "collector-heeds-role-arn",
  link: "agent",
  title: "the collector's release heeds role_arn",
  why: "Collectors built on opentelemetry-collector-contrib 0.124 to 0.136 ignore role_arn of exporter awsxray: segments stay in the agent's own account.",
  fix: "Update the collector to a release that is built on 0.137 or newer.",
  needs: { config: agentConfig, work: workload },
  where: { agents: ["otelCollector"] },
  sources: ["https://github.com/open-telemetry/opentelemetry-collector-contrib/pull/42541"],
  *check({ config, work }) {
    if (textAt(config.content, "exporters", "awsxray", "role_arn") === undefined) return;
    for (const image of new Set(agentContainers(work).map(({ container }) => container.image))) {
      const minor = Number(/collector-contrib:v?0\.(\d+)\./.exec(image)?.[1]);
      if (minor >= 124 && minor <= 136)
        yield { message: `The agent is ${image}, which ignores role_arn.`, object: image };
    }
  },
});
