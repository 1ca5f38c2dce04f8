import { AGENT_ACTIONS } from "@pmp/model/aws";

export interface VerificationScriptArgs {
  readonly region: string;
  /** The API's name in X-Ray. */
  readonly service: string;
  readonly agentRoleArn: string;
  /** Where the agent runs. */
  readonly workload: KubernetesWorkload | EcsWorkload;
  /** Names of the sampling rules that the stack made. */
  readonly ruleNames: readonly string[];
}

export interface KubernetesWorkload {
  readonly platform: "eks";
  readonly namespace: string;
  /** The agent is a sidecar of the API's pods instead of a DaemonSet. */
  readonly sidecar: boolean;
}

export interface EcsWorkload {
  readonly platform: "ecs";
  readonly clusterName: string;
  readonly serviceName: string;
  readonly agentLogGroup: string;
}

/** Seconds back in which a trace of the service must be. */
const RECENT_SECONDS = 600;

/**
 * A shell script that asks the cluster and AWS themselves, in the order in which a trace can get lost, and ends at the first
 * link that is broken: exit code 0 when each held, else 1 and one line that names it. Needs the AWS CLI 2, a POSIX shell, and
 * on EKS kubectl.
 */
export function verificationScript(args: VerificationScriptArgs): string {
  const { region, service, agentRoleArn, ruleNames, workload } = args;
  const aws = `aws --region ${region}`;
  return [
    "set -eu",
    'broken() { echo "Broken: $1" >&2; exit 1; }',
    ...(workload.platform === "eks" ? inKubernetes(workload) : inEcs(workload, aws)),
    `denied=$(aws iam simulate-principal-policy --policy-source-arn ${agentRoleArn} --action-names ${AGENT_ACTIONS.join(" ")} ` +
      `--query "EvaluationResults[?EvalDecision!='allowed'].EvalActionName" --output text) || broken "IAM can't be asked about ${agentRoleArn}"`,
    `[ -z "$denied" ] || broken "the agent's role may not: $denied"`,
    `rules=$(${aws} xray get-sampling-rules --query "SamplingRuleRecords[].SamplingRule.RuleName" --output text) || broken "X-Ray can't be asked for its sampling rules"`,
    `for rule in ${ruleNames.join(" ")}; do`,
    '  case " $(echo $rules) " in *" $rule "*) ;; *) broken "X-Ray has no sampling rule $rule" ;; esac',
    "done",
    `now=$(date +%s)`,
    `trace=$(${aws} xray get-trace-summaries --start-time $((now - ${RECENT_SECONDS})) --end-time "$now" ` +
      `--filter-expression 'service("${service}")' --query 'TraceSummaries[0].Id' --output text --max-items 1) || broken "X-Ray can't be asked for traces"`,
    `case "$trace" in 1-*) ;; *) broken "X-Ray has no trace of ${service} in the last ${RECENT_SECONDS / 60} minutes: send it a request, and wait a minute" ;; esac`,
    `echo "Every link holds; the newest trace is $(echo $trace | cut -d ' ' -f 1)"`,
  ].join("\n");
}

function inKubernetes({ namespace, sidecar }: KubernetesWorkload): string[] {
  const workload = sidecar ? "deployment/pmp-api" : "daemonset/xray-daemon";
  const container = sidecar ? " -c xray-daemon" : "";
  return [
    `kubectl -n ${namespace} rollout status ${workload} --timeout=2m || broken "${workload} of namespace ${namespace} is not ready"`,
    `kubectl -n ${namespace} logs ${workload}${container} --tail=20 || broken "the agent's log can't be read"`,
  ];
}

function inEcs({ clusterName, serviceName, agentLogGroup }: EcsWorkload, aws: string): string[] {
  return [
    `${aws} ecs wait services-stable --cluster ${clusterName} --services ${serviceName} || broken "service ${serviceName} of cluster ${clusterName} is not stable"`,
    `${aws} logs tail ${agentLogGroup} --since 1h || broken "the agent's log can't be read"`,
  ];
}
