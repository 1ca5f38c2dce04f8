import { DEFAULT_RULE, type XRaySamplingRule } from "@pmp/sampling";

/** The ways to sample that are compared: a service each, at the same rate. */
export const VARIANTS = ["adaptive-plain", "adaptive-boost", "adaptive-capture", "adaptive-both"] as const;
export type Variant = (typeof VARIANTS)[number];

/** How the table names them. */
export const NAMES: Readonly<Record<Variant, string>> = {
  "adaptive-plain": "10 %",
  "adaptive-boost": "with boost",
  "adaptive-capture": "with capture",
  "adaptive-both": "with both",
};

export const BOOSTED: readonly Variant[] = ["adaptive-boost", "adaptive-both"];
export const CAPTURING: readonly Variant[] = ["adaptive-capture", "adaptive-both"];

export const RATE = 0.1;
/** Captured requests a second at most. */
export const CAPTURE_PER_SECOND = 10;

/** Settings of the tracing package for a service. */
export function envOf(variant: Variant): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: variant,
    ...(CAPTURING.includes(variant) && {
      PMP_CAPTURE: "faults",
      PMP_CAPTURE_PER_SECOND: String(CAPTURE_PER_SECOND),
    }),
  };
}

/** A rule for each service, and one that leaves out the cluster's health checks. */
export function rulesOf(cooldownMinutes: number): XRaySamplingRule[] {
  const health = { ...DEFAULT_RULE, RuleName: "health", Priority: 1, URLPath: "/api/health", FixedRate: 0 };
  const boost = { MaxRate: 0.5, CooldownWindowMinutes: cooldownMinutes };
  return [
    { ...health, ReservoirSize: 0 },
    ...VARIANTS.map((name, i) => ({
      ...DEFAULT_RULE,
      RuleName: name,
      Priority: 10 + i,
      ServiceName: name,
      FixedRate: RATE,
      ReservoirSize: 0,
      ...(BOOSTED.includes(name) && { SamplingRateBoost: boost }),
    })),
    { ...DEFAULT_RULE, FixedRate: 0, ReservoirSize: 0 },
  ];
}
