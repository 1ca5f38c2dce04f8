// Writes recorded.json: pods of all kinds, and what Kubernetes' own admission says of each. Needs Go.
// node test/policy/kubernetes/pod-security/record.ts [SEED]
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import { podArbitrary } from "./pods.ts";

const PODS = 250;

const pods = fc.sample(podArbitrary, { numRuns: PODS, seed: Number(process.argv[2] ?? 1) });
const cwd = join(import.meta.dirname, "oracle");
const output = execFileSync("go", ["run", "."], { cwd, input: JSON.stringify(pods), encoding: "utf8" });
const refusals = z.array(z.array(z.string())).length(PODS).parse(JSON.parse(output));
const lines = pods.map((pod, index) => JSON.stringify({ refusedBy: refusals[index], pod }));
writeFileSync(join(import.meta.dirname, "recorded.json"), `[\n${lines.join(",\n")}\n]\n`);
