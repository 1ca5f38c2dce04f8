import type { DataFile } from "../read/data-file.ts";
import type { TextFile } from "../read/text-file.ts";
import { agents, alarms, dashboards, policies, roles, sampling, variables, type Evidence } from "./evidence.ts";

/** A point of the guide's migration checklist. */
export interface Point {
  readonly title: string;
  /** What shows it in a deployment file; absent: no file can. */
  readonly find?: (file: DataFile | TextFile) => Iterable<Evidence>;
  /** Rules whose findings keep it open, by the beginnings of their names. */
  readonly rules: readonly string[];
  /** Checks of `pmp-xray verify` that show it in the account: names of checks, or of links of the chain. */
  readonly checks: readonly string[];
  /** What to do when nothing shows it. */
  readonly next: string;
}

/** The ten points of the guide, in its order and its words. */
export const POINTS: readonly Point[] = [
  {
    title: "IAM policy created",
    find: policies,
    rules: ["iam-xray", "iam-sampling", "placeholder-account"],
    checks: ["five-actions-allowed", "agent-may-do-no-more", "boundary-allows", "organization-allows"],
    next: "attach AWSXRayDaemonWriteAccess to the agent's role",
  },
  {
    title: "IAM role created and attached",
    find: roles,
    rules: ["iam-trust", "daemon-service-account", "ecs-task-definition", "placeholder-account"],
    checks: ["identity"],
    next: "give the agent's service account, or the ECS task, a role of its own",
  },
  {
    title: "X-Ray daemon deployed",
    find: agents,
    rules: ["agent-", "daemon-", "ecs-", "helm-", "infrastructure-code"],
    checks: ["agent", "network"],
    next: "install charts/pmp-xray, or deploy a stack",
  },
  {
    title: "OpenTelemetry config updated",
    rules: ["start-command"],
    checks: ["app", "propagation"],
    next: 'import "@pmp/tracing/register" first, or start with --import @pmp/tracing/register',
  },
  {
    title: "Environment variables set",
    find: variables,
    rules: ["context-missing-variable", "log-level-variable", "otel-", "sdk-variable", "tracing-name-variable"],
    checks: [
      "service-has-a-name",
      "address-is-the-agents",
      "context-missing-never-throws",
      "settings-of-tracing-are-right",
    ],
    next: "set OTEL_SERVICE_NAME and AWS_XRAY_DAEMON_ADDRESS where the app runs",
  },
  {
    title: "Sampling rules configured",
    find: sampling,
    rules: ["sampling-", "sdk-sampling-rules"],
    checks: ["sampling"],
    next: "write a plan, pmp-xray:sampling, in the stack file",
  },
  {
    title: "Test traces verified",
    rules: [],
    checks: ["store"],
    next: "no file can show it",
  },
  {
    title: "CloudWatch dashboard created",
    find: dashboards,
    rules: ["dashboard-"],
    // verify has no check of dashboards.
    checks: [],
    next: "deploy a stack, which has one, or draw the Sum of ApproximateTraceCount of your groups",
  },
  {
    title: "Alarms configured",
    find: alarms,
    rules: ["alarm-"],
    checks: ["alarms"],
    next: "deploy a stack, which has them, or write alarms on ApproximateTraceCount of two groups",
  },
  {
    title: "Team trained on X-Ray console",
    rules: [],
    checks: [],
    next: "a person says it; to practise without AWS: pmp-xray dev",
  },
];
