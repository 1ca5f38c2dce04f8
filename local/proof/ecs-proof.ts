import { AGENT_ACTIONS } from "@pmp/model/aws";
import { loseAgent, type AgentLoss } from "./agent-loss.ts";
import { forbiddenAction, permissionProblems } from "./permissions.ts";
import type { AlarmReading, AwsReader, Decision } from "./read-aws.ts";
import type { EcsReader, RunningTask, SegmentPlace } from "./read-ecs.ts";
import { arrival, proveTraces, type Timing, type TraceProof } from "./traces.ts";
import type { SentRequest } from "./traffic.ts";

/** Traces whose segments are looked at. */
const LOOKED_AT = 20;

export interface EcsProofTarget {
  /** The API's name in X-Ray. */
  readonly tracedName: string;
  readonly cluster: string;
  readonly service: string;
  readonly apiUrl: string;
  readonly taskRoleArn: string;
  readonly logGroup: string;
  readonly alarmNames: readonly string[];
  readonly dashboardName: string;
  /** Names of the two containers. */
  readonly api: string;
  readonly agent: string;
}

export interface EcsProof extends TraceProof {
  readonly tasks: readonly RunningTask[];
  readonly path: { readonly loopback: string; readonly address: string };
  /** The session by which the task calls AWS. */
  readonly session: { readonly roleArn: string; readonly caller: string; readonly staticKeys: readonly string[] };
  /** Sampling rules that the agent answered inside the task. */
  readonly rulesThroughAgent: number;
  readonly places: readonly SegmentPlace[];
  readonly permissions: readonly Decision[];
  readonly alarms: readonly AlarmReading[];
  readonly dashboard: { readonly name: string; readonly widgets: readonly string[] };
  readonly loss: AgentLoss;
}

/** What the emulator's tasks don't have, and so no proof on it can show; the definition's tests and the policies do. */
export const NOT_SHOWN = [
  "the order of start and stop (dependsOn, stopTimeout): all containers of a pod start and stop together",
  "the restart policy: an agent that ends stays away until the task is replaced",
  "the deployment's circuit breaker, its percentages, and the gate by health checks",
  "sizes and limits of CPU and memory, capabilities, tmpfs",
  "the shape of the metadata endpoint, which answers for the whole task at the container's address",
  "log groups that are missing, and the execution role: logs are forwarded when a task has stopped",
  "IAM's check of the calls to X-Ray: signatures are checked, and permissions by SimulatePrincipalPolicy",
] as const;

/** Reads everything back through the AWS API and from inside the task, kills the agent, and reports deviations. */
export async function proveEcs(
  aws: Pick<AwsReader, "traces" | "samplingRules" | "groups" | "simulate" | "alarms" | "dashboardWidgets">,
  ecs: Pick<EcsReader, keyof EcsReader>,
  target: EcsProofTarget,
  sent: readonly SentRequest[],
  window: { readonly from: Date; readonly to: Date },
  onStep: (text: string) => void,
  timing: Timing = arrival,
  lose: typeof loseAgent = loseAgent,
): Promise<EcsProof> {
  const { cluster, service, tracedName } = target;
  const traces = await proveTraces(aws, tracedName, sent, window, onStep, timing);
  const tasks = await ecs.tasks(cluster, service);
  const [task] = tasks;
  if (task === undefined) throw new Error(`service ${service} of cluster ${cluster} has no running task`);
  const { session, rules: rulesThroughAgent, ...path } = await ecs.view(task.id);
  const known = await aws.traces(tracedName, window.from, new Date());
  const ids = sent.map(({ traceId }) => traceId).filter((id) => known.some((trace) => trace.id === id));
  const read = {
    ...traces,
    tasks,
    path,
    rulesThroughAgent,
    session: {
      roleArn: session.roleArn,
      caller: await ecs.caller(session),
      staticKeys: await ecs.staticKeys(task.taskDefinitionArn),
    },
    places: await ecs.places(tracedName, ids.slice(0, LOOKED_AT)),
    permissions: await aws.simulate(target.taskRoleArn, [...AGENT_ACTIONS, forbiddenAction]),
    alarms: await aws.alarms(target.alarmNames),
    dashboard: { name: target.dashboardName, widgets: await aws.dashboardWidgets(target.dashboardName) },
  };
  onStep("killing the agent under traffic, and replacing the task");
  const proof = { ...read, loss: await lose(ecs, aws, target) };
  return { ...proof, problems: [...traces.problems, ...ecsProblems(proof, target)] };
}

type Read = Omit<EcsProof, keyof TraceProof> & Pick<TraceProof, "rules">;

/** What deviates from the wanted state; empty when everything is as it should be. */
export function ecsProblems(proof: Read, target: EcsProofTarget): string[] {
  const { tasks, path, session, places, loss } = proof;
  const wrong = (isWrong: boolean, text: string): string[] => (isWrong ? [text] : []);
  const running = tasks[0]?.containers.filter(({ status }) => status === "RUNNING").map(({ name }) => name) ?? [];
  const sessionOf = target.taskRoleArn.replace(/^arn:(.*):iam::(\d+):role\/(?:.*\/)?/, "arn:$1:sts::$2:assumed-role/");
  return [
    ...[target.api, target.agent].flatMap((name) => wrong(!running.includes(name), `container ${name} does not run`)),
    ...wrong(path.loopback !== "open", `the API can't reach the agent on loopback: ${path.loopback}`),
    ...wrong(
      path.address === "open",
      "the agent's TCP port is open on the task's own address: others could use its role",
    ),
    ...wrong(
      session.roleArn !== target.taskRoleArn,
      `the task has the role ${session.roleArn}, not ${target.taskRoleArn}`,
    ),
    ...wrong(!session.caller.startsWith(`${sessionOf}/`), `STS takes the task's session for ${session.caller}`),
    ...wrong(session.staticKeys.length > 0, `the definition sets ${session.staticKeys.join(", ")}`),
    ...wrong(
      proof.rulesThroughAgent !== proof.rules.length,
      `the agent answered ${proof.rulesThroughAgent} sampling rules in the task; X-Ray has ${proof.rules.length}`,
    ),
    ...wrong(places.length === 0, "X-Ray has no segment of the API"),
    ...wrong(
      places.some(({ origin }) => !origin.startsWith("AWS::ECS::")),
      `segments have the origin ${[...new Set(places.map(({ origin }) => origin || "(none)"))].join(", ")}`,
    ),
    ...wrong(
      places.some(({ container }) => container !== target.api),
      `segments name the container ${[...new Set(places.map(({ container }) => container || "(none)"))].join(", ")}`,
    ),
    ...wrong(
      places.some(({ logGroups }) => !logGroups.includes(target.logGroup)),
      `segments don't name the log group ${target.logGroup}`,
    ),
    ...permissionProblems(proof.permissions),
    ...target.alarmNames.flatMap((name) =>
      wrong(!proof.alarms.some((alarm) => alarm.name === name), `there is no alarm ${name}`),
    ),
    ...wrong(proof.dashboard.widgets.length === 0, `dashboard ${target.dashboardName} is empty`),
    ...wrong(
      loss.recordedAfter < loss.sentAfter,
      `after the task was replaced, ${loss.recordedAfter} of ${loss.sentAfter} requests have a trace`,
    ),
  ];
}
