import type {
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { exceptionFor, EXCEPTIONS_SCHEMA } from "./exceptions.ts";
import { docsOf, violationText } from "./message.ts";
import { splitConfig } from "./pack-config.ts";
import type { Policy } from "./policy.ts";
import type { Resource } from "./resource.ts";

/** The engine's form of a policy: a function for single resources, or one for the stack. */
export type EnginePolicy = ResourceValidationPolicy | StackValidationPolicy;

/** The first resource that the engine asks about. */
const STACK = "pulumi:pulumi:Stack";

/** Converts a policy for the Pulumi SDK, which reads the enforcement level from the configuration itself. */
export function toEnginePolicy(policy: Policy, today: () => string): EnginePolicy {
  const common = { ...described(policy), configSchema: configSchema(policy) };
  if (policy.kind === "stack" || policy.kind === "kubernetes-set") {
    const validateStack = (args: StackValidationArgs, report: ReportViolation): void => {
      const given = readConfig(args, today());
      for (const problem of given.exceptions.problems) report(problem);
      const subjects = args.resources.filter(({ type }) => policy.appliesTo(type));
      validate(policy, subjects.map(asResource), given, today(), report);
    };
    return { ...common, validateStack };
  }
  const validateResource = (args: ResourceValidationArgs, report: ReportViolation): void => {
    const given = readConfig(args, today());
    // Once, before any resource is created: problems of exceptions concern the whole stack.
    if (args.type === STACK) for (const problem of given.exceptions.problems) report(problem);
    if (policy.appliesTo(args.type)) validate(policy, [asResource(args)], given, today(), report);
    else if (args.type !== STACK) args.notApplicable(`It looks at ${policy.subjects.join(", ")}.`);
  };
  return { ...common, validateResource };
}

/** Reports violations without an exception. The SDK's error for an unknown value is rethrown, as the SDK reports it. */
function validate(
  policy: Policy,
  resources: readonly Resource[],
  { options, exceptions }: ReturnType<typeof splitConfig>,
  today: string,
  report: ReportViolation,
): void {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  for (const finding of policy.check(resources, options, { today })) {
    const subject = finding.urn === undefined ? undefined : byUrn.get(finding.urn);
    if (exceptionFor(exceptions, subject) !== undefined) continue;
    report(violationText(policy, finding), finding.urn);
  }
}

function readConfig(args: Pick<StackValidationArgs, "getConfig">, today: string): ReturnType<typeof splitConfig> {
  return splitConfig({ ...args.getConfig() }, today);
}

function asResource({
  type,
  name,
  urn,
  props,
}: Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props">): Resource {
  return { type, name, urn, props };
}

function described(policy: Policy) {
  const [framework] = policy.frameworks;
  return {
    name: policy.name,
    description: policy.title,
    severity: policy.severity,
    enforcementLevel: policy.enforcement,
    remediationSteps: `${policy.fix} More: ${docsOf(policy)}`,
    tags: policy.frameworks.map(({ name, reference }) => `${name} ${reference}`),
    ...(framework !== undefined && {
      framework: {
        name: framework.name,
        version: framework.version ?? "",
        reference: framework.reference,
        specification: "",
      },
    }),
  };
}

/** The schema of the policy's options and exceptions for the CLI, which requires mutable lists. */
function configSchema(policy: Policy): PolicyConfigSchema {
  const properties: unknown = structuredClone({ ...policy.options, exceptions: EXCEPTIONS_SCHEMA });
  return { properties: properties as PolicyConfigSchema["properties"] };
}
