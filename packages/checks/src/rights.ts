import type { KubernetesRight } from "./fact.ts";
import { FACTS } from "./facts/index.ts";

/** One statement of the reader's IAM policy. */
export interface ReaderStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string;
}

/** Reads that IAM can keep to the agent's role. */
const OF_THE_ROLE = new Set(["iam:GetRole", "iam:SimulatePrincipalPolicy"]);

const SIDS: Readonly<Record<string, string>> = {
  cloudwatch: "ReadAlarms",
  ec2: "ReadTheWayToAws",
  ecs: "ReadTheService",
  eks: "ReadTheCluster",
  iam: "ReadOidcProviders",
  kms: "ReadTheKeyOfTraces",
  logs: "ReadLogsAndSpans",
  xray: "ReadTraces",
};

/** Every IAM action that a check reads with, sorted. */
export function readerActions(): readonly string[] {
  return [...new Set(FACTS.flatMap(({ iam }) => iam))].sort();
}

/**
 * The IAM policy of whoever runs the checks: the actions of all facts, a statement for each service. Reads of one role are
 * kept to that; all others have no resource type that fits each of them, or are of names that are not known before.
 */
export function readerStatements(agentRoleArn: string): readonly ReaderStatement[] {
  const actions = readerActions();
  const services = [...new Set(actions.map((action) => action.slice(0, action.indexOf(":"))))];
  return [
    ...services.flatMap((service): ReaderStatement[] => {
      const Action = actions.filter((action) => action.startsWith(`${service}:`) && !OF_THE_ROLE.has(action));
      if (Action.length === 0) return [];
      return [{ Sid: SIDS[service] ?? `Read${service}`, Effect: "Allow", Action, Resource: "*" }];
    }),
    {
      Sid: "AskWhatTheAgentMayDo",
      Effect: "Allow",
      Action: actions.filter((action) => OF_THE_ROLE.has(action)),
      Resource: agentRoleArn,
    },
  ];
}

/** One rule of a Role or ClusterRole. */
export interface RbacRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What a run may do in the cluster: `reads` is enough for doctor. */
export type ReaderLevel = "reads" | "probes" | "sends";
const LEVELS: readonly ReaderLevel[] = ["reads", "probes", "sends"];

/** The rights in Kubernetes of whoever runs the checks, up to a level: in the namespace, and in the whole cluster. */
export function readerRules(level: ReaderLevel): {
  readonly namespace: readonly RbacRule[];
  readonly cluster: readonly RbacRule[];
} {
  const allowed = LEVELS.slice(0, LEVELS.indexOf(level) + 1);
  const rights = FACTS.filter(({ effect }) => allowed.includes(effect)).flatMap(({ kubernetes }) => kubernetes);
  return {
    namespace: toRules(rights.filter(({ clusterWide }) => clusterWide !== true)),
    cluster: toRules(rights.filter(({ clusterWide }) => clusterWide === true)),
  };
}

/** Rights with the same group and verbs in one rule. */
function toRules(rights: readonly KubernetesRight[]): RbacRule[] {
  const verbs = new Map<string, Set<string>>();
  for (const { group, resource, verb } of rights) {
    const key = `${group}/${resource}`;
    verbs.set(key, (verbs.get(key) ?? new Set()).add(verb));
  }
  const rules = new Map<string, { apiGroups: string[]; resources: string[]; verbs: string[] }>();
  for (const [key, some] of [...verbs].sort()) {
    const group = key.slice(0, key.indexOf("/"));
    const sorted = [...some].sort();
    const of = `${group} ${sorted.join(",")}`;
    const rule = rules.get(of) ?? { apiGroups: [group], resources: [], verbs: sorted };
    rule.resources.push(key.slice(group.length + 1));
    rules.set(of, rule);
  }
  return [...rules.values()];
}
