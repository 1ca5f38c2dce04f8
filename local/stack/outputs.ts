import { z } from "zod";

const outputs = z.looseObject({
  agentRoleArn: z.string(),
  alarmNames: z.array(z.string()).min(1),
  alarmTopicArn: z.string(),
  dashboardName: z.string(),
});
const ecsOutputs = z.looseObject({
  ecsService: z.looseObject({
    clusterName: z.string(),
    serviceName: z.string(),
    logGroups: z.looseObject({ api: z.string() }),
  }),
});

/** What a stack on ECS has beyond that. */
export function ecsStackOutputs(values: Readonly<Record<string, unknown>>): {
  readonly cluster: string;
  readonly service: string;
  readonly logGroup: string;
} {
  const { clusterName, serviceName, logGroups } = ecsOutputs.parse(values).ecsService;
  return { cluster: clusterName, service: serviceName, logGroup: logGroups.api };
}

/** The stack outputs for the proof. Throws if index.ts no longer exports one. */
export function stackOutputs(values: Readonly<Record<string, unknown>>): {
  readonly agentRoleArn: string;
  readonly alarmNames: readonly string[];
  readonly alarmTopicArn: string;
  readonly dashboardName: string;
} {
  const { agentRoleArn, alarmNames, alarmTopicArn, dashboardName } = outputs.parse(values);
  return { agentRoleArn, alarmNames, alarmTopicArn, dashboardName };
}
