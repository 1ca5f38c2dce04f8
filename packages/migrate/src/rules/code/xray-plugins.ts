import { sdkUses } from "../../code/bindings.ts";
import { callsOf, deletedCall } from "../../code/calls.ts";
import type { CodeRule } from "../../rule.ts";

/** What a plugin says of where the process runs, as OpenTelemetry says it. */
const PLATFORMS: Readonly<Record<string, string>> = {
  "plugins.EC2Plugin": "aws_ec2",
  "plugins.ECSPlugin": "aws_ecs",
  "plugins.ElasticBeanstalkPlugin": "aws_elastic_beanstalk",
};

export const xrayPlugins: CodeRule = {
  name: "xray-plugins",
  title: "config with plugins",
  why: "Where the process runs is a setting of the process.",
  fix: "The call is deleted; the last plugin, which counts, becomes cloud.platform in OTEL_RESOURCE_ATTRIBUTES.",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const each of callsOf(file, "config")) {
      const inside = sdkUses(file).uses.filter(
        ({ node }) =>
          each.call.getStart() < node.getStart() && node.getEnd() <= each.call.getEnd() && node !== each.callee,
      );
      const platform = inside.map(({ member }) => PLATFORMS[member]).findLast((found) => found !== undefined);
      const names = inside.map(({ member }) => member.replace("plugins.", ""));
      yield {
        ...deletedCall(file, each, `config([${names.join(", ")}])`),
        ...(platform !== undefined && {
          environment: { OTEL_RESOURCE_ATTRIBUTES: `"cloud.provider=aws,cloud.platform=${platform}"` },
          note: "Ids of the instance or container are no longer read; set them in OTEL_RESOURCE_ATTRIBUTES where they matter.",
        }),
      };
    }
  },
};
