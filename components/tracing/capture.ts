import type { Plan } from "@pmp/planning";

/** The variables by which the API captures faults that were not sampled: none where the plan captures nothing. */
export function captureVariables({
  capturePerSecond = 0,
}: Pick<Plan, "capturePerSecond">): Readonly<Record<string, string>> {
  if (capturePerSecond === 0) return {};
  return { PMP_CAPTURE: "faults", PMP_CAPTURE_PER_SECOND: String(capturePerSecond) };
}
