import { AGENT_ACTIONS } from "@pmp/model/aws";
import { forbiddenAction, permissionProblems } from "./permissions.ts";
import type { AlarmReading, AwsReader, Decision } from "./read-aws.ts";
import type { ClusterReader } from "./read-cluster.ts";
import { arrival, proveTraces, type Timing, type TraceProof } from "./traces.ts";
import type { SentRequest } from "./traffic.ts";

/** The audience that IRSA requires of a token. */
const stsAudience = "sts.amazonaws.com";
/** STS's errors for a token that the role's trust policy or the OIDC provider rejects. */
const refusal = /^(?:AccessDenied|InvalidIdentityToken)(?:Exception)?$/;

/** The sources of the figures; replaced in tests. */
export type AwsSource = Pick<AwsReader, keyof AwsReader>;
export type ClusterSource = Pick<ClusterReader, keyof ClusterReader>;

/** The stack's outputs. */
export interface ProofTarget {
  readonly service: string;
  readonly roleArn: string;
  readonly alarmNames: readonly string[];
  readonly dashboardName: string;
}

/** One attempt to take the agent's role. */
export interface IdentityCheck {
  readonly who: string;
  readonly wanted: "accepted" | "refused";
  readonly accepted: boolean;
  readonly answer: string;
}

export interface Proof extends TraceProof {
  readonly identity: readonly IdentityCheck[];
  readonly permissions: readonly Decision[];
  readonly podSecurity: string;
  readonly alarms: readonly AlarmReading[];
  readonly dashboard: { readonly name: string; readonly widgets: readonly string[] };
}

/** Reads everything back through the AWS and Kubernetes APIs and reports deviations. */
export async function prove(
  aws: AwsSource,
  cluster: ClusterSource,
  target: ProofTarget,
  sent: readonly SentRequest[],
  window: { readonly from: Date; readonly to: Date },
  onWait: (text: string) => void,
  timing: Timing = arrival,
): Promise<Proof> {
  const traces = await proveTraces(aws, target.service, sent, window, onWait, timing);
  const [identity, permissions, podSecurity, alarms, widgets] = await Promise.all([
    checkIdentity(aws, cluster, target.roleArn),
    aws.simulate(target.roleArn, [...AGENT_ACTIONS, forbiddenAction]),
    cluster.podSecurity(),
    aws.alarms(target.alarmNames),
    aws.dashboardWidgets(target.dashboardName),
  ]);
  const problems = [
    ...traces.problems,
    ...identity.flatMap((check) =>
      isAsWanted(check) ? [] : [`${check.who} should be ${check.wanted}, but STS said ${check.answer}`],
    ),
    ...permissionProblems(permissions),
    ...(podSecurity === "restricted" ? [] : [`the namespace enforces Pod Security ${podSecurity}, not restricted`]),
    ...target.alarmNames.flatMap((name) =>
      alarms.some((alarm) => alarm.name === name) ? [] : [`there is no alarm ${name}`],
    ),
    ...(widgets.length === 0 ? [`dashboard ${target.dashboardName} is empty`] : []),
  ];
  return {
    ...traces,
    identity,
    permissions,
    podSecurity,
    alarms,
    dashboard: { name: target.dashboardName, widgets },
    problems,
  };
}

/** Whether STS rejected the token; other failures, such as no response, don't count. */
function isAsWanted({ wanted, accepted, answer }: IdentityCheck): boolean {
  return wanted === "accepted" ? accepted : !accepted && refusal.test(answer);
}

async function checkIdentity(aws: AwsSource, cluster: ClusterSource, roleArn: string): Promise<IdentityCheck[]> {
  const attempt = async (who: string, serviceAccount: string, audience: string, wanted: IdentityCheck["wanted"]) => {
    const answer = await aws.assumeRole(roleArn, await cluster.token(serviceAccount, audience));
    return { who, wanted, ...answer };
  };
  return Promise.all([
    attempt("service account xray-daemon", "xray-daemon", stsAudience, "accepted"),
    attempt("service account pmp-api", "pmp-api", stsAudience, "refused"),
    attempt("service account default", "default", stsAudience, "refused"),
    attempt("service account xray-daemon, token for another audience", "xray-daemon", "https://example.com", "refused"),
  ]);
}
