/**
 * `npm run fuzz -- [seconds] [word]`: makes up inputs for everything that reads what comes from outside, for that long
 * (default 60 s), or only for the targets whose name holds the word. Ends with 1 and the smallest input that broke
 * something, and with the seed that makes it again.
 */
import { TARGETS } from "./targets.ts";

const RUNS = 200;
const [secondsText = "60", word = ""] = process.argv.slice(2);
const seconds = Number(secondsText);
const targets = TARGETS.filter(({ name }) => name.includes(word));
if (!(seconds > 0) || targets.length === 0) {
  process.stderr.write(
    `Usage: npm run fuzz -- [seconds] [word]\nseconds: ${JSON.stringify(secondsText)}, a number above 0. word: one of these has it:\n${TARGETS.map(({ name }) => `  ${name}\n`).join("")}`,
  );
  process.exit(2);
}

const until = performance.now() + seconds * 1_000;
const done = new Map(targets.map(({ name }) => [name, 0]));
const first = Date.now() % 2 ** 31;
let failed = false;
for (let round = 0; performance.now() < until && !failed; round += 1) {
  for (const { name, run } of targets) {
    const seed = (first + round) % 2 ** 31;
    try {
      run({ runs: RUNS, seed });
      done.set(name, (done.get(name) ?? 0) + RUNS);
    } catch (error) {
      failed = true;
      process.stdout.write(
        `${name}: broken with seed ${seed}\n${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  }
}
for (const [name, count] of done) process.stdout.write(`${name}: ${count} inputs\n`);
process.exitCode = failed ? 1 : 0;
