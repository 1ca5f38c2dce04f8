import { UsageError } from "@pmp/command-line";
import type { CommandName, Target } from "@pmp/checks";
import { readStack } from "@pmp/model";
import type { Invocation } from "../commands/invocation.ts";
import { regionOf } from "../live/region.ts";
import type { LiveSource } from "../live/source.ts";
import { planOf } from "../stack/plan.ts";
import { chooseStack } from "../stack/selected.ts";
import { orUsageError, readStackFile } from "../stack/stack-file.ts";
import type { CheckOptions } from "./options.ts";

/** What is checked, and how it is reached. */
export interface Reached {
  readonly target: Target;
  /** Credentials and region for AWS. */
  readonly source: LiveSource;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

const DEFAULTS = { namespace: "pmp", service: "pmp-api", requests: 100 } as const;

/** The target, from the stack's file and the options; options win. @throws UsageError in one line */
export async function readTarget(
  invocation: Invocation,
  command: CommandName,
  stack: string | undefined,
  options: CheckOptions,
): Promise<Reached> {
  const { namespace, service, ecsService, requests = DEFAULTS.requests, path = [], url, endpointUrl } = options;
  const wrong = path.find((each) => !each.startsWith("/"));
  if (wrong !== undefined) throw new UsageError(`--path must begin with /, got ${wrong}.`);
  const named = [namespace, service, ecsService].some((value) => value !== undefined);
  const own = stack === undefined && named ? WITHOUT_STACK : await stackPart(invocation, command, stack);
  const region = regionOf(invocation.env, options.region, own.region);
  if (region === undefined) {
    throw new UsageError("No AWS region is named. Name it by --region us-east-1, or by AWS_REGION.");
  }
  const cluster = options.cluster ?? own.cluster;
  const itsService = ecsService ?? own.ecsService;
  const target: Target = {
    ...(own.stack !== undefined && { stack: own.stack }),
    platform: ecsService !== undefined || own.platform === "ecs" ? "ecs" : "kubernetes",
    region,
    service: service ?? own.service ?? DEFAULTS.service,
    namespace: namespace ?? own.namespace ?? DEFAULTS.namespace,
    ...(cluster !== undefined && { cluster }),
    ...(itsService !== undefined && { ecsService: itsService }),
    ...(endpointUrl !== undefined && { endpointUrl }),
    ...(own.plannedRules !== undefined && { plannedRules: own.plannedRules }),
    requests,
    paths: path,
    ...(url !== undefined && { url }),
  };
  const { file, profile, assumeRoles } = own;
  return {
    target,
    source: {
      file,
      region,
      profile: options.profile ?? profile,
      ...(options.profile !== undefined && { profileFrom: "--profile" }),
      assumeRoles,
      endpointUrl,
    },
    kubeconfig: options.kubeconfig,
    context: options.context ?? own.context,
  };
}

interface StackPart
  extends
    Pick<LiveSource, "file" | "profile" | "assumeRoles">,
    Partial<Pick<Target, "stack" | "service" | "namespace" | "cluster" | "ecsService" | "plannedRules">> {
  readonly region: string | undefined;
  readonly platform?: string;
  readonly context?: string;
}

/** Messages name the stack file; without one, the environment. */
const WITHOUT_STACK: StackPart = { file: "the environment", profile: undefined, assumeRoles: [], region: undefined };

async function stackPart(invocation: Invocation, command: CommandName, named: string | undefined): Promise<StackPart> {
  const stack = await chooseStack(invocation, named).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    const without = `pmp-xray ${command} --namespace ${DEFAULTS.namespace} --service ${DEFAULTS.service} --region us-east-1`;
    throw new UsageError(`${error.message} Without Pulumi: ${without}.`);
  });
  const plan = planOf(invocation, stack);
  const { file, region, profile, assumeRoles } = readStackFile(invocation.folder, stack);
  const { config } = orUsageError(() => readStack(invocation.folder, stack));
  const platform = config["pmp-xray:platform"] ?? "eks";
  const suffix = config["pmp-xray:nameSuffix"] ?? "";
  const ofCluster = treeOf(config["pmp-xray:cluster"]);
  const onEcs = platform === "ecs";
  const cluster = onEcs ? treeIn(treeOf(config["pmp-xray:ecs"]), "cluster") : ofCluster;
  // The names that the program gives, where the settings name none.
  const name = textOf(cluster.name) ?? `pmp-cluster${suffix}`;
  const context = textOf(ofCluster.kubeContext);
  const namespace = config["pmp-xray:namespace"];
  return {
    stack,
    file,
    region,
    profile,
    assumeRoles,
    service: plan.service,
    plannedRules: plan.rules,
    platform,
    cluster: name,
    ...(namespace !== undefined && { namespace }),
    ...(onEcs && { ecsService: `${plan.service}${suffix}` }),
    ...(context !== undefined && { context }),
  };
}

/** An object of a configuration, which is JSON there. What is no object has no members. */
function treeOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function treeIn(tree: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = tree[key];
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
