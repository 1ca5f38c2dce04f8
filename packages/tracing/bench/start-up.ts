import { join } from "node:path";
import { median } from "./numbers.ts";
import type { Peers } from "./peers.ts";
import { Subject, type Start, type Variant } from "./subject.ts";
import { REGISTER } from "./variants.ts";

export interface StartCost {
  name: string;
  /** Milliseconds of CPU until the server listens; the median. */
  cpu: number;
  /** Milliseconds of the clock. */
  wall: number;
  /** Milliseconds of CPU more than the first: the median of the differences within each round. */
  added: number;
}

/** What it costs until an Express app listens: bare, with this package, with the minimal OpenTelemetry set, with ADOT. */
export async function measureStart({ sdk2, sdk3 }: Peers, rounds: number): Promise<StartCost[]> {
  const none = { AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:9" };
  const minimal = { SET: "lean", RATIO: "0.1", EXPORT: "otlp" };
  const compared: Variant[] = [
    { name: "bare Express 5", directory: sdk3 },
    { name: "@pmp/tracing", directory: sdk3, setup: REGISTER, env: none },
    { name: "OpenTelemetry http+express, OTLP", directory: sdk3, setup: join(sdk3, "otel.cjs"), env: minimal },
    { name: "ADOT's auto-instrumentation", directory: sdk2, setup: join(sdk2, "adot.cjs") },
  ];
  const starts = compared.map((): Start[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [i, variant] of compared.entries()) {
      const subject = await Subject.start(variant);
      subject.stop();
      starts[i]?.push(subject.start);
    }
  }
  const [bare = []] = starts;
  return starts.map((own, i) => ({
    name: compared[i]?.name ?? "",
    cpu: median(own.map(({ cpu }) => cpu)) / 1_000,
    wall: median(own.map(({ wall }) => wall)),
    added: median(own.map(({ cpu }, round) => cpu - (bare[round]?.cpu ?? NaN))) / 1_000,
  }));
}
