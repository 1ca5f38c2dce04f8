import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CommandResult } from "../../cli/commands/invocation.ts";
import { run as runProgram } from "../../cli/program.ts";
import { temporaryFolder, type Folder } from "./support/program.ts";

const traffic = { instances: 2, paths: [{ path: "/api/orders", requestsPerSecond: 20 }] };
const api = { serviceName: "shop" };
const STACKS: Readonly<Record<string, object>> = {
  prod: { "pmp-xray:sampling": { preset: "prod", traffic }, "pmp-xray:api": api },
  staging: { "pmp-xray:sampling": { preset: "staging" }, "pmp-xray:api": api },
  shadowed: {
    "pmp-xray:sampling": {
      rules: [
        { name: "all", rate: 0.1 },
        { name: "pay", path: "/pay*", rate: 1 },
      ],
    },
  },
  broken: { "pmp-xray:sampling": { rules: [{ name: "r", rate: 7, rat: 1 }] } },
  dear: { "pmp-xray:sampling": { preset: "dev", traffic, maxMonthlyUsd: 1 } },
  open: { "pmp-xray:sampling": { rules: [{ name: "pay", path: "/pay*", rate: 1 }] } },
};

let folder: Folder;
before(() => {
  folder = folderOf(Object.keys(STACKS));
});
after(() => folder.remove());

function folderOf(names: readonly string[]): Folder {
  const made = temporaryFolder();
  for (const name of names) made.write(`Pulumi.${name}.yaml`, JSON.stringify({ config: STACKS[name] }));
  return made;
}

const run = (line: string, { path } = folder): Promise<CommandResult> =>
  runProgram(line.split(" "), { folder: path, env: {}, readInput: () => Promise.resolve("") });

/** Runs a command and checks its exit code, in words and in JSON. */
async function both(line: string, exitCode: number): Promise<{ text: string; json: unknown }> {
  const words = await run(line);
  assert.deepEqual([words.exitCode, words.errors], [exitCode, ""]);
  const data = await run(`${line} --json`);
  assert.deepEqual([data.exitCode, data.errors], [exitCode, ""]);
  for (const { output } of [words, data]) assert.ok(output.endsWith("\n"));
  return { text: words.output, json: JSON.parse(data.output) };
}

async function refused(line: string, message: RegExp): Promise<void> {
  const result = await run(line);
  assert.deepEqual([result.exitCode, result.output], [2, ""]);
  assert.match(result.errors, message);
}

describe("sampling check", () => {
  it("shows the plan of a stack that is sound", async () => {
    const { text, json } = await both("sampling check prod", 0);
    assert.match(text, /1000 {2}shop-stripe[^]*The plan of prod is sound\./);
    assert.deepEqual(
      { ...(json as object), rules: 0 },
      { stack: "prod", sound: true, problems: [], findings: [], rules: 0 },
    );
  });

  it("exits 1 with every problem and finding", async () => {
    const { text, json } = await both("sampling check shadowed", 1);
    assert.match(text, /can't be built:\n- rules\[1\]: got "pay"[^]*is taken by all/);
    assert.deepEqual(
      (json as { problems: { code: string }[] }).problems.map(({ code }) => code),
      ["shadowed"],
    );
    assert.match((await both("sampling check broken", 1)).text, /rules\[0\]\.rat: [^]*rules\[0\]\.rate: got 7/);
    assert.match((await both("sampling check open", 1)).text, /warning falls-to-default/);
  });
});

describe("sampling explain", () => {
  it("says which rule decides", async () => {
    const { text, json } = await both("sampling explain GET /api/stripe/charge --stack prod", 0);
    assert.match(text, /^GET \/api\/stripe\/charge .*→ shop-stripe: samples 100 %/);
    assert.match(text, /shop-default-traffic +would decide/);
    assert.equal((json as { winner: { RuleName: string } }).winner.RuleName, "shop-stripe");
  });

  it("takes another stack, a host and attributes", async () => {
    const { text } = await both(
      "sampling explain GET /x --stack=staging --host h --attribute tier=gold --attribute a=b=c",
      0,
    );
    assert.match(
      text,
      /^GET \/x \(host=h, service=shop, type=AWS::EKS::Container, tier=gold, a=b=c\) → shop-default-traffic: samples 50 %/,
    );
  });

  it("refuses what is no request", async () => {
    await refused(
      "sampling explain GET",
      /^Missing required argument 'PATH'\. Usage: pmp-xray sampling explain \[options\] <METHOD> <PATH>$/m,
    );
    await refused("sampling explain GET api", /must begin with \/, got api/);
    await refused("sampling explain GET / --attribute gold", /must be KEY=VALUE, got gold/);
  });
});

describe("sampling diff", () => {
  it("exits 1 when two stacks differ, 0 when they are alike", async () => {
    const { text } = await both("sampling diff prod staging", 1);
    assert.match(text, /FixedRate: 0\.1 → 0\.5[^]*! GET \/ .*samples 10 % .*→ samples 50 %/);
    assert.equal((await both("sampling diff prod prod", 0)).text, "prod and prod have the same rules.\n");
  });

  it("needs two plans", async () => {
    await refused("sampling diff prod", /^Missing required argument 'OTHER_STACK'\. Usage: pmp-xray sampling diff /);
    await refused("sampling diff prod shadowed", /plan of stack shadowed can't be built:\n- rules\[1\]/);
  });
});

describe("sampling simulate", () => {
  it("plots a day and confirms the arithmetic", async () => {
    const { text, json } = await both("sampling simulate prod --days 3 --seed 5", 0);
    assert.match(
      text,
      /Traces of shop \(prod\) over a day[^]*shop-default-traffic: 17\d,\d{3} ± .* expected 172,800: as expected/,
    );
    assert.equal((json as { days: number; seed: number }).days, 3);
  });

  it("writes a picture and a page", async () => {
    await run("sampling simulate prod --days 2 --svg day.svg --html day.html");
    const written = (name: string) => readFileSync(join(folder.path, name), "utf8");
    assert.match(written("day.svg"), /^<svg /);
    assert.match(written("day.html"), /^<!doctype html>[^]*<svg [^]*Together \$/);
  });

  /** A folder with the stack `failing`, whose sampling has these settings besides the preset and the traffic. */
  function failing(sampling: object, stated: object): Folder {
    const made = temporaryFolder();
    const plan = { preset: "prod", ...sampling, traffic: { ...traffic, ...stated } };
    const alarms = { faultRatePercent: 7 };
    const config = { "pmp-xray:sampling": plan, "pmp-xray:api": api, "pmp-xray:alarms": alarms };
    made.write("Pulumi.failing.yaml", JSON.stringify({ config }));
    return made;
  }

  it("compares the ways of sampling where faults are stated, and draws which of them see a fault", async () => {
    const stated = { faultPercent: 1, incidents: { perMonth: 4, minutes: 15, faultPercent: 20 } };
    const own = failing({ adaptive: true, capturePerSecond: 1 }, stated);
    const line = "sampling simulate failing --days 2 --faults-svg faults.svg";
    const { exitCode, errors, output } = await run(line, own);
    assert.deepEqual([exitCode, errors], [0, `Wrote ${join(own.path, "faults.svg")}\n`]);
    assert.match(output, /^In 2 days [\d,]+ of [\d,]+ requests fail; in \d+ periods? of five minutes more than 7 %/m);
    assert.match(output, /^boosts and capture, marked: [\d,]+ traces, [\d,]+ faults seen; /m);
    const { incidents } = JSON.parse((await run(`${line} --json`, own)).output) as {
      incidents: { faults: number; ways: { faultsSeen: number }[] };
    };
    const [alone = NaN, boosts = NaN, capture = NaN] = incidents.ways.map(({ faultsSeen }) => faultsSeen);
    assert.ok(alone < boosts && boosts < capture && capture <= incidents.faults);
    const svg = readFileSync(join(own.path, "faults.svg"), "utf8");
    assert.match(svg, /^<svg [^]*Faults of shop \(failing\) over a day/);
    for (const name of ["rates", "boosts", "capture", "not seen"]) assert.ok(svg.includes(name), name);
    own.remove();
  });

  it("refuses a plot of faults where none are stated, and following the message works", async () => {
    const line = "sampling simulate failing --days 2 --faults-svg faults.svg";
    const without = failing({}, {});
    const { exitCode, errors } = await run(line, without);
    assert.equal(exitCode, 2);
    const [, setting = ""] =
      /failing states no faults: set sampling\.traffic\.(\w+) or sampling\.traffic\.incidents/.exec(errors) ?? [];
    assert.ok(!existsSync(join(without.path, "faults.svg")));
    const stated = failing({}, { [setting]: 1 });
    assert.equal((await run(line, stated)).exitCode, 0);
    for (const each of [without, stated]) each.remove();
  });

  it("refuses days that are none, and a stack without traffic", async () => {
    await refused("sampling simulate --days 1", /--days must be a whole number from 2 to 3660, got 1/);
    await refused("sampling simulate --seed x", /--seed must be a whole number/);
    await refused("sampling simulate staging", /Stack staging states no traffic/);
  });
});

describe("cost", () => {
  it("calculates each stack, and says which states no traffic", async () => {
    const two = folderOf(["prod", "staging"]);
    const result = await run("cost", two);
    assert.equal(result.exitCode, 0);
    assert.match(result.output, /^prod:\n {2}A month[^]*= \$25\.42[^]*\n\nstaging:\n {2}No traffic is stated/);
  });

  it("exits 1 for a stack over its budget, with the calculation", async () => {
    const { text } = await both("cost dear", 1);
    assert.match(text, /Together \$258\.70[^]*maxMonthlyUsd: got/);
  });

  it("refuses a stack without traffic that is named, and one whose plan is wrong", async () => {
    await refused("cost staging", /states no traffic/);
    await refused("cost shadowed", /can't be built/);
  });
});

describe("the sampling commands", () => {
  it("refuse a stack that is not there, and name those that are", async () => {
    await refused(
      "sampling check moon",
      /There is no stack moon; there are broken, dear, open, prod, shadowed, staging/,
    );
  });

  it("write nothing when they are refused", async () => {
    await refused("sampling simulate staging --svg no.svg", /states no traffic/);
    assert.ok(!existsSync(join(folder.path, "no.svg")));
  });
});
