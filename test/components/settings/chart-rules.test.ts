import assert from "node:assert/strict";
import fc from "fast-check";
import { valuesProblems } from "../../../components/settings/chart-problems.ts";
import { CHART_RULES } from "../../../components/settings/chart-rules/index.ts";
import type { ChartProblem, CompleteValues } from "../../../components/settings/chart-rules/rule.ts";
import { chartDefaults, chartDefaultsByPath } from "../../../components/workload/chart.ts";
import { overlay, valueAt, withDefaults, withValues } from "../../../components/workload/values.ts";
import { PulumiConfig } from "../../packages/model/support/pulumi-config.ts";
import { template } from "../../charts/support/chart.ts";
import { boundaries, mixtures, refusedFiles, templates, type Case, type Tree } from "./chart-cases.ts";
import { problemsOf } from "./support.ts";

const CASES: readonly Case[] = [...refusedFiles(), ...boundaries()];

function merged(values: Tree): Tree {
  return withValues(chartDefaults(), overlay({ region: "us-east-1" }, values));
}

/** A path as the chart writes it: `sampling.rules[1].Priority`. */
function written({ path }: ChartProblem): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`))
    .join("")
    .slice(1);
}

/** Whether a line of the chart's message is about this problem: `agent.podLabels: app would hide what …`. */
function isAbout(line: string, problem: ChartProblem): boolean {
  const [, places = "", text = ""] = /^(.*?): (.*)$/.exec(line) ?? [];
  const here = written(problem);
  if (places.split(", ").includes(here)) return true;
  const step = problem.path.at(-1);
  const name = typeof step === "number" ? JSON.stringify(problem.value) : String(step);
  return here === `${places}${typeof step === "number" ? `[${step}]` : `.${step}`}` && text.startsWith(`${name} `);
}

/** Has Helm and the rules judge the same values: the verdict is the same, and so are the places. */
async function judge(values: Tree): Promise<void> {
  const problems = valuesProblems(merged(values), values);
  const { ok, stderr } = await template({ values });
  const told = `${JSON.stringify(values)}\n${stderr}\n${JSON.stringify(problems)}`;
  assert.equal(problems.length === 0, ok, told);
  if (ok) return;
  const [, list] = /don't fit together:\n((?:- .*\n)+)/.exec(stderr) ?? [];
  if (list === undefined) {
    // The schema is asked first. Its messages are each validator's own.
    const places = [...stderr.matchAll(/at '([^']*)'/g)].map(([, place = ""]) => place);
    const paths = problems.map(({ path }) => ["", ...path].join("/"));
    assert.ok(
      paths.some((path) => places.some((place) => path === place || path.startsWith(`${place}/`))),
      told,
    );
    return;
  }
  const lines = list
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(2));
  for (const line of lines)
    assert.ok(
      problems.some((problem) => isAbout(line, problem)),
      `${line}\n${told}`,
    );
  for (const problem of problems) {
    assert.ok(
      lines.some((line) => isAbout(line, problem)),
      `${written(problem)}\n${told}`,
    );
  }
  // One line names both kinds of routes.
  const isJoined = (line: string): boolean => line.startsWith("api.ingress.enabled, ");
  const joined = lines.find(isJoined);
  const own = problems.filter((problem) => joined === undefined || !isAbout(joined, problem));
  assert.equal(own.length, lines.filter((line) => !isJoined(line)).length, told);
}

/** Some at once: each runs a process. */
async function inTurns<T>(all: readonly T[], run: (each: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await run(next);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

describe("the rules between the chart's values, here and in its templates", function () {
  this.timeout(600_000);

  it("judge alike each file of values that is refused, and the values around each limit", async () => {
    assert.ok(CASES.length > 250);
    await inTurns(CASES, ([, values]) => judge(values));
  });

  it("judge alike any mixture of them", async () => {
    const four = fc.array(mixtures, { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(four, async (all) => {
        await inTurns(all, judge);
      }),
      { numRuns: 40 },
    );
  });

  it("are all there: each message of the templates has been seen above", async () => {
    const texts = [...templates().values()];
    const calls = texts.join("\n").match(/\bfail\b|\brequired "/g);
    assert.deepEqual(calls, ["fail"], "only _validate.tpl refuses, with all problems at once");
    const rules = templates().get("_validate.tpl") ?? "";
    const messages = [...rules.matchAll(/(?:append \$problems (?:\(printf )?|\{\{- list )"((?:[^"\\]|\\.)*)"/g)];
    const places = rules.match(/append \$problems|\{\{- list /g)?.length;
    assert.equal(messages.length, places, "a problem that is no text");
    const seen: string[] = [];
    await inTurns(CASES, async ([, values]) => void seen.push((await template({ values })).stderr));
    const all = seen.join("\n");
    const unseen = messages
      .map(([, message = ""]) => message.replace(/\\(.)/g, "$1"))
      .filter((message) => {
        const parts = message.split(/%[sdq]/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
        return !new RegExp(parts.join(".*")).test(all);
      });
    assert.deepEqual(unseen, [], "no case of chartCases.ts makes the chart say this");
  });

  it("read only the values that they name", () => {
    const right = CASES.map(([, values]) => withDefaults(merged(values), chartDefaultsByPath()));
    for (const { reads, problems } of CHART_RULES) {
      for (const read of reads) assert.ok(Object.hasOwn(chartDefaultsByPath(), read), `${read} is no value`);
      for (const values of right.filter((tree) =>
        valuesProblems(tree, {}, []).every(({ fix }) => typeof fix !== "string"),
      )) {
        const only = reads.reduce<Tree>((tree, read) => {
          const keys = read.split(".");
          const value = valueAt(values, keys);
          return overlay(tree, keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Tree);
        }, {});
        assert.deepEqual(problems(only as CompleteValues), problems(values as unknown as CompleteValues), reads.join());
      }
    }
  });
});

describe("values of the chart that don't fit together, in the settings", function () {
  // Each case is read several times: seconds on an idle machine, more on a busy one.
  this.timeout(120_000);

  it("are refused with everything else, with the path, the value, what is allowed and the fix", () => {
    assert.deepEqual(
      problemsOf({
        "pmp-xray:alarms": { faultRatePercent: -1 },
        "pmp-xray:chart": {
          agent: { bufferMB: 129, logLevel: "loud" },
          api: { enabled: false, env: { AWS_REGION: "eu-west-1" }, ingress: { enabled: true } },
        },
      }).map(({ path, value, fix }) => [path, value, fix]),
      [
        ["pmp-xray:alarms.faultRatePercent", "-1", "pulumi config set --path 'pmp-xray:alarms.faultRatePercent' 5"],
        ["pmp-xray:chart.agent.logLevel", '"loud"', "see the table of values in charts/pmp-xray/README.md"],
        ["pmp-xray:chart.agent.bufferMB", "129", "pulumi config set --path 'pmp-xray:chart.agent.bufferMB' 128"],
        [
          "pmp-xray:chart.networkPolicy.agent.from",
          "[]",
          "pulumi config set --path 'pmp-xray:chart.networkPolicy.agent.from[0].namespaceSelector.matchLabels[\"kubernetes.io/metadata.name\"]' 'shop'",
        ],
        [
          "pmp-xray:chart.api.ingress.enabled",
          "true",
          "pulumi config set --path 'pmp-xray:chart.api.ingress.enabled' false",
        ],
        [
          "pmp-xray:chart.api.env.AWS_REGION",
          '"eu-west-1"',
          "pulumi config rm --path 'pmp-xray:chart.api.env.AWS_REGION'",
        ],
      ],
    );
  });

  it("are reported beside a sampling plan that is wrong, but for what depends on the rest", () => {
    const found = problemsOf({
      "pmp-xray:sampling": { preset: "no such" },
      "pmp-xray:chart": { api: { env: { PORT: "1" } } },
    }).map(({ path }) => path);
    assert.ok(found.includes("pmp-xray:sampling.preset"), found.join());
    assert.ok(found.includes("pmp-xray:chart.api.env.PORT"), found.join());
  });

  it("are reported once, at the setting that the value comes from", () => {
    const api = { image: { repository: "pmp-api", tag: "1.0.0" }, propagateTo: ["none", "a.example.com"] };
    assert.deepEqual(
      problemsOf({ "pmp-xray:api": api }).map(({ path }) => path),
      ["pmp-xray:api.propagateTo[0]"],
    );
  });

  it("know the region of the stack", () => {
    const proxy = { url: "http://proxy:3128", noProxy: ["xray.eu-west-1.amazonaws.com"] };
    const paths = (region: string): string[] =>
      problemsOf({ "aws:region": region, "pmp-xray:chart": { agent: { proxy } } }).map(({ path }) => path);
    assert.deepEqual(paths("eu-west-1"), ["pmp-xray:chart.agent.proxy.noProxy[0]"]);
    assert.deepEqual(paths("us-east-1"), []);
  });

  it("are right once the printed commands have been followed", () => {
    let followed = 0;
    for (const [name, values] of CASES) {
      const file = new PulumiConfig({ "pmp-xray:chart": values });
      const problems = (): ReturnType<typeof problemsOf> =>
        problemsOf({ "pmp-xray:chart": file.tree["pmp-xray:chart"] });
      const first = problems();
      if (first.length === 0 || first.some(({ fix }) => !fix.startsWith("pulumi "))) continue;
      followed += 1;
      for (const { fix } of first) assert.equal(file.follow(fix), 1, fix);
      // What a fix has raised may ask for one more.
      const second = problems();
      if (second.some(({ fix }) => !fix.startsWith("pulumi "))) continue;
      for (const { fix } of second) file.follow(fix);
      assert.deepEqual(problems(), [], `${name}: ${JSON.stringify(first)}`);
    }
    assert.ok(followed > 100, String(followed));
  });
});
