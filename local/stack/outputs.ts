import { z } from "zod";

const outputs = z.looseObject({
  agentRoleArn: z.string(),
  alarmNames: z.array(z.string()).min(1),
  dashboardName: z.string(),
});

/** The stack outputs for the proof. Throws if index.ts no longer exports one. */
export function stackOutputs(values: Readonly<Record<string, unknown>>): {
  readonly agentRoleArn: string;
  readonly alarmNames: readonly string[];
  readonly dashboardName: string;
} {
  const { agentRoleArn, alarmNames, dashboardName } = outputs.parse(values);
  return { agentRoleArn, alarmNames, dashboardName };
}
