import { z } from "zod";

const outputs = z.looseObject({
  agentRoleArn: z.string(),
  alarmNames: z.array(z.string()).min(1),
  dashboardName: z.string(),
});

/** What the proof needs of the stack's outputs. Throws where index.ts no longer exports it. */
export function stackOutputs(values: Readonly<Record<string, unknown>>): {
  readonly agentRoleArn: string;
  readonly alarmNames: readonly string[];
  readonly dashboardName: string;
} {
  const { agentRoleArn, alarmNames, dashboardName } = outputs.parse(values);
  return { agentRoleArn, alarmNames, dashboardName };
}
