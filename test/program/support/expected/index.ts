import type { EksStackName } from "../../../../offline/stack-config.ts";
import { expectedIdentity } from "./identity.ts";
import { expectedTracing } from "./tracing.ts";
import { expectedWorkload } from "./workload.ts";

export { expectedOutputs } from "./outputs.ts";
export { rules } from "./stacks.ts";

/** Every resource that isn't a component, as `type name` to inputs. JSON documents are given as objects. */
export function expectedResources(stack: EksStackName): Record<string, unknown> {
  const tags = { "pulumi:project": "pmp-xray", "pulumi:stack": stack, stage: stack };
  return { ...expectedIdentity(stack, tags), ...expectedTracing(stack, tags), ...expectedWorkload(stack) };
}
