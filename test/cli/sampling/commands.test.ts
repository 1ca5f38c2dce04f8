import assert from "node:assert/strict";
import { runSamplingCommand, samplingUsage, UsageError } from "../../../cli/sampling/index.ts";
import type { CommandHost, CommandResult, StackSettings } from "../../../cli/sampling/index.ts";
import { definePlan } from "@pmp/model";
import { toXRayRules } from "@pmp/planning";
import { DEFAULT_RULE } from "@pmp/sampling";

const traffic = { instances: 2, paths: [{ path: "/api/orders", requestsPerSecond: 20 }] };
const STACKS: Readonly<Record<string, StackSettings>> = {
  prod: { sampling: { preset: "prod", traffic }, service: "shop", platform: "aws_eks" },
  staging: { sampling: { preset: "staging" }, service: "shop" },
  shadowed: {
    sampling: {
      rules: [
        { name: "all", rate: 0.1 },
        { name: "pay", path: "/pay*", rate: 1 },
      ],
    },
  },
  broken: { sampling: { rules: [{ name: "r", rate: 7 }] }, platform: "moon" },
  dear: { sampling: { preset: "dev", traffic, maxMonthlyUsd: 1 } },
  open: { sampling: { rules: [{ name: "pay", path: "/pay*", rate: 1 }] } },
};

function world(names: readonly string[] = Object.keys(STACKS)): CommandHost & { files: Map<string, string> } {
  const files = new Map<string, string>();
  const rules = toXRayRules(definePlan({ preset: "prod" }, { service: "shop" }));
  const statistics = rules.map(({ RuleName }) => ({ RuleName, RequestCount: 3, SampledCount: 1, BorrowCount: 0 }));
  return {
    files,
    stacks: names,
    defaultStack: "prod",
    settings: (stack) => Promise.resolve(STACKS[stack]!),
    live: (stack) =>
      stack === "prod"
        ? Promise.resolve({ rules: [...rules.slice(1), DEFAULT_RULE], statistics, seconds: 60 })
        : Promise.reject(new UsageError("No credentials: log in to AWS.")),
    writeFile: (path, text) => {
      files.set(path, text);
      return Promise.resolve();
    },
  };
}

const run = (line: string, host: CommandHost = world()): Promise<CommandResult> =>
  runSamplingCommand(line.split(" "), host);

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
    const { text, json } = await both("sampling check", 0);
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
    assert.match(
      (await both("sampling check broken", 1)).text,
      /context\.platform: got "moon"[^]*rules\[0\]\.rate: got 7/,
    );
    assert.match((await both("sampling check open", 1)).text, /warning falls-to-default/);
  });
});

describe("sampling explain", () => {
  it("says which rule decides", async () => {
    const { text, json } = await both("sampling explain GET /api/stripe/charge", 0);
    assert.match(text, /^GET \/api\/stripe\/charge .*→ shop-stripe: samples 100 %/);
    assert.match(text, /shop-default-traffic +would decide/);
    assert.equal((json as { winner: { RuleName: string } }).winner.RuleName, "shop-stripe");
  });

  it("takes another stack, a host and attributes", async () => {
    const { text } = await both(
      "sampling explain GET /x --stack=staging --host h --attribute tier=gold --attribute a=b=c",
      0,
    );
    assert.match(text, /^GET \/x \(host=h, service=shop, tier=gold, a=b=c\) → shop-default-traffic: samples 50 %/);
  });

  it("refuses what is no request", async () => {
    await refused("sampling explain GET", /^Usage: sampling explain METHOD PATH/);
    await refused("sampling explain GET api", /begins with \/, got api/);
    await refused("sampling explain GET / --attribute gold", /needs key=value, got gold/);
  });
});

describe("sampling diff", () => {
  it("exits 1 when two stacks differ, 0 when they are alike", async () => {
    const { text } = await both("sampling diff prod staging", 1);
    assert.match(text, /FixedRate: 0\.1 → 0\.5[^]*! GET \/ .*samples 10 % .*→ samples 50 %/);
    assert.equal((await both("sampling diff prod prod", 0)).text, "prod and prod have the same rules.\n");
  });

  it("needs two plans", async () => {
    await refused("sampling diff prod", /^Usage: sampling diff STACK STACK/);
    await refused("sampling diff prod shadowed", /plan of stack shadowed can't be built:\n- rules\[1\]/);
  });
});

describe("sampling simulate", () => {
  it("plots a day and confirms the arithmetic", async () => {
    const { text, json } = await both("sampling simulate --days 3 --seed 5", 0);
    assert.match(
      text,
      /Traces of shop \(prod\) over a day[^]*shop-default-traffic: 17\d,\d{3} ± .* expected 172,800: as expected/,
    );
    assert.equal((json as { days: number; seed: number }).days, 3);
  });

  it("writes a picture and a page", async () => {
    const host = world();
    await run("sampling simulate --days 2 --svg day.svg --html day.html", host);
    assert.match(host.files.get("day.svg")!, /^<svg /);
    assert.match(host.files.get("day.html")!, /^<!doctype html>[^]*<svg [^]*Together \$/);
  });

  it("refuses days that are none, and a stack without traffic", async () => {
    await refused("sampling simulate --days 1", /--days must be a whole number from 2 to 3660, got 1/);
    await refused("sampling simulate --seed x", /--seed must be a whole number/);
    await refused("sampling simulate staging", /Stack staging states no traffic/);
  });
});

describe("sampling live", () => {
  it("exits 1 when X-Ray differs from the plan", async () => {
    const { text } = await both("sampling live", 1);
    assert.match(text, /error rule-missing \(shop-stripe\)/);
  });

  it("exits 2 with the host's reason when X-Ray can't be asked", async () => {
    await refused("sampling live staging", /^No credentials: log in to AWS\.\n$/);
  });
});

describe("cost", () => {
  it("calculates each stack, and says which states no traffic", async () => {
    const result = await run("cost", world(["prod", "staging"]));
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

describe("the command line", () => {
  it("refuses what it does not know, with what there is", async () => {
    await refused("sampling paint", /There is no command sampling paint; there are:\n {2}sampling check/);
    await refused("sampling check moon", /There is no stack moon; there are prod, staging/);
    await refused("sampling check --fast", /--fast is not an option here; there are --json/);
    await refused("sampling check --json=yes", /--json takes no value/);
    await refused("sampling simulate --days", /--days needs a value/);
    await refused("constructor", /There is no command/);
    assert.equal((await runSamplingCommand([], world())).exitCode, 2);
  });

  it("lets a fault of its own be seen as one", async () => {
    const host = { ...world(), settings: () => Promise.reject(new TypeError("a fault")) };
    await assert.rejects(run("sampling check", host), TypeError);
  });

  it("lists each command in its usage", () => {
    for (const name of ["check", "explain", "diff", "simulate", "live"])
      assert.match(samplingUsage(), new RegExp(`sampling ${name}`));
    assert.match(samplingUsage(), /cost \[STACK/);
  });
});
