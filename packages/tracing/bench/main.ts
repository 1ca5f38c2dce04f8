/**
 * Measures what the package costs beside other ways to trace, and prints it; `npm run bench`. Exits 1 when a goal is
 * missed. Options: names of parts (default all), --json, --processes N, --rounds N (each), --requests N, --only PATTERN.
 */
import { cpus, release, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { installPeers } from "./peers.ts";
import { measure, PARTS, type Part, type Row } from "./parts.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    processes: { type: "string", default: "3" },
    rounds: { type: "string", default: "9" },
    requests: { type: "string", default: "3000" },
    only: { type: "string" },
  },
});
const wanted = positionals.length === 0 ? PARTS : PARTS.filter((part) => positionals.includes(part));
const unknown = positionals.filter((name) => !PARTS.some((part) => part === name));
if (unknown.length > 0) {
  process.stderr.write(`no such part: ${unknown.join(", ")}; there are ${PARTS.join(", ")}\n`);
  process.exit(2);
}

const options = {
  processes: Number(values.processes),
  rounds: Number(values.rounds),
  requests: Number(values.requests),
  only: values.only === undefined ? undefined : new RegExp(values.only),
};
const [cpu] = cpus();
const machine = `${cpu?.model ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 1024 ** 3)} GB, Linux ${release()}, Node ${process.version}`;
const peers = installPeers();
const found: { part: Part; rows: Row[] }[] = [];
if (!values.json) process.stdout.write(`${machine}\n`);
for (const part of wanted) {
  const rows = await measure(part, peers, options);
  found.push({ part, rows });
  if (!values.json) process.stdout.write(`\n${part}\n${rows.map(lineOf).join("")}`);
}
if (values.json) process.stdout.write(`${JSON.stringify({ machine, parts: found }, undefined, 2)}\n`);
process.exitCode = found.some(({ rows }) => rows.some(({ met }) => met === false)) ? 1 : 0;

function lineOf({ name, value, goal, met }: Row): string {
  const verdict = goal === undefined ? "" : `  goal ${goal}${met === true ? "" : "  MISSED"}`;
  return `  ${name.padEnd(70)} ${value}${verdict}\n`;
}
