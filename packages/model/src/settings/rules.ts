import { newClusterProblems } from "./cluster-rules.ts";
import { ecsProblems } from "./ecs-rules.ts";
import { show } from "@pmp/sampling";
import type { Problem } from "./problem.ts";
import type { Settings } from "./schema.ts";

type Parsed = Partial<Settings>;
type Cluster = Settings["cluster"];

/** Rules that look at more than one key. Sections that are wrong in themselves are absent here, and skipped. */
export function crossFieldProblems(settings: Parsed, region: string | undefined): Problem[] {
  return [
    ...ecsProblems(settings, region),
    ...clusterProblems(settings, region),
    ...identityProblems(settings),
    ...targetProblems(settings.api?.propagateTo),
    ...imageProblems("api.image", settings.api?.image),
    ...imageProblems("agent.image", settings.agent?.image),
    ...alarmProblems(settings),
    ...insightsProblems(settings),
  ];
}

function problem(path: string, value: unknown, allowed: string, fix: string): Problem {
  return { path: `pmp-xray:${path}`, value: show(value), allowed, fix };
}

const remove = (path: string) => `pulumi config rm --path 'pmp-xray:${path}'`;
const set = (path: string, value: string) => `pulumi config set --path 'pmp-xray:${path}' ${value}`;

const EXISTING_ONLY = ["oidcIssuer", "kubeconfig", "kubeContext", "roleArn"] as const satisfies (keyof Cluster)[];

function clusterProblems(settings: Parsed, region: string | undefined): Problem[] {
  const { cluster } = settings;
  if (cluster === undefined) return [];
  if (cluster.mode === "existing") {
    if (cluster.new === undefined) return [];
    return [problem("cluster.new", cluster.new, "nothing, with mode existing", remove("cluster.new"))];
  }
  return [
    ...EXISTING_ONLY.filter((key) => cluster[key] !== undefined).map((key) =>
      problem(
        `cluster.${key}`,
        key === "kubeconfig" ? "[secret]" : cluster[key],
        "nothing, with mode new: the program makes the cluster, and knows",
        remove(`cluster.${key}`),
      ),
    ),
    ...newClusterProblems(settings, region),
  ];
}

function identityProblems({ identity, agent, cluster }: Parsed): Problem[] {
  if (identity !== "podIdentity") return [];
  const problems: Problem[] = [];
  if (agent?.projectToken) {
    const allowed = "false, with identity podIdentity: EKS mounts the token";
    problems.push(problem("agent.projectToken", true, allowed, remove("agent.projectToken")));
  }
  if (cluster?.roleArn !== undefined) {
    const allowed = "nothing, with identity podIdentity: its role must be in the cluster's account";
    problems.push(problem("cluster.roleArn", cluster.roleArn, allowed, set("identity", "'irsa'")));
  }
  return problems;
}

/** `none` together with other hosts is contradictory. */
function targetProblems(targets: readonly string[] = []): Problem[] {
  const none = targets.findIndex((target) => target.toLowerCase() === "none");
  if (none < 0 || targets.length < 2) return [];
  const path = `api.propagateTo[${none}]`;
  return [problem(path, targets[none], "none alone, or hosts without it", remove(path))];
}

/** An image without tag and digest would mean `latest`, which changes under a running stack. */
function imageProblems(path: string, image: Settings["agent"]["image"]): Problem[] {
  if (image === undefined || image.tag !== undefined || image.digest !== undefined) return [];
  return [problem(path, image, "an image with a tag, a digest, or both", set(`${path}.tag`, "'1.0.0'"))];
}

function alarmProblems({ alarms }: Parsed): Problem[] {
  if (alarms?.email === undefined || alarms.topicArn === undefined) return [];
  const allowed = "nothing, with alarms.topicArn: the subscriptions of an existing topic are its owner's";
  return [problem("alarms.email", alarms.email, allowed, remove("alarms.email"))];
}

function insightsProblems({ groups, alarms }: Parsed): Problem[] {
  if (!groups?.insightsNotifications) return [];
  const path = "groups.insightsNotifications";
  if (!groups.insights) {
    return [problem(path, true, "false, without groups.insights", set("groups.insights", "true"))];
  }
  if (alarms?.topicArn !== undefined) {
    const allowed = "false, with alarms.topicArn: an existing topic's policy is its owner's";
    return [problem(path, true, allowed, remove(path))];
  }
  return [];
}
