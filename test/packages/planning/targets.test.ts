import assert from "node:assert/strict";
import type * as aws from "@pulumi/aws";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { definePlan } from "@pmp/model";
import { explain, toChartValues, toFallbackFile, toTable, toXRayRule } from "@pmp/planning";
import { toPulumiRule, DEFAULT_RULE, compileRules, fromPulumiRule, parseFallbackFile } from "@pmp/sampling";
import type { RuleInput } from "@pmp/planning";
import type { SamplingRequest, XRaySamplingRule } from "@pmp/sampling";
import { matchesByDefinition, rule } from "../sampling/reference.ts";

/** Text as people write it, and text that is hard for YAML, JSON and tables. */
const letters = fc.constantFrom("a", "b", "/", " ", '"', "\\", ":", "#", "-", "'", "é", "{", "|", "~", "=");
const wild = fc.oneof(letters, fc.constantFrom("*", "?"));
const special = fc.constantFrom("*", "**", "?", "yes", "null", "1.0", "- a", "*a", "&a", "!a", "@a", " a ", "-");
const pattern = (max: number): fc.Arbitrary<string> =>
  fc.oneof(special, fc.string({ unit: wild, minLength: 1, maxLength: max }), fc.constant("*"));
const text = fc.oneof(special, fc.string({ unit: letters, minLength: 1, maxLength: 6 }));

/** A rule as people write it, and its priority. */
type Written = Required<Omit<RuleInput, "before" | "boost">> & Pick<RuleInput, "boost"> & { readonly priority: number };

const plannedRules: fc.Arbitrary<Written[]> = fc
  .array(
    fc.record({
      path: pattern(6),
      method: pattern(3),
      host: pattern(4),
      service: pattern(4),
      serviceType: pattern(4),
      rate: fc.oneof(fc.constantFrom(0, 0.01, 0.07, 0.1, 0.29, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      reservoir: fc.nat(1000),
      attributes: fc.dictionary(text, pattern(3), { maxKeys: 2 }),
      suffix: text,
      boosts: fc.array(
        fc.record({ maxRate: fc.constantFrom(0.07, 0.29, 0.5, 1), cooldownMinutes: fc.integer({ min: 1, max: 1440 }) }),
        { maxLength: 1 },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((list) =>
    list.map(({ suffix, boosts: [boost], ...fields }, index) => ({
      ...fields,
      ...(boost !== undefined && { boost }),
      name: `${index} ${suffix}`,
      priority: 100 * index + 1,
    })),
  );

const request: fc.Arbitrary<SamplingRequest> = fc.record(
  {
    path: text,
    method: text,
    host: text,
    service: text,
    serviceType: text,
    attributes: fc.dictionary(text, text, { maxKeys: 2 }),
  },
  { requiredKeys: [] },
);

type Reader = (rules: readonly XRaySamplingRule[]) => readonly XRaySamplingRule[];

function compiled(rules: readonly Written[]): XRaySamplingRule[] {
  return rules.map((one) => toXRayRule(one, one.priority));
}

/** What each target says, read back as its reader does: Pulumi's provider, the chart, the API, a person. */
const readers: Readonly<Record<string, Reader>> = {
  "the X-Ray API": (rules) => rules,
  "aws.xray.SamplingRule": (rules) =>
    rules.map(toPulumiRule).map((args) => ({
      RuleName: args.ruleName,
      ResourceARN: args.resourceArn,
      Priority: args.priority,
      FixedRate: args.fixedRate,
      ReservoirSize: args.reservoirSize,
      ServiceName: args.serviceName,
      ServiceType: args.serviceType,
      Host: args.host,
      HTTPMethod: args.httpMethod,
      URLPath: args.urlPath,
      Version: args.version,
      ...(args.attributes !== undefined && { Attributes: args.attributes }),
      ...(args.samplingRateBoost !== undefined && {
        SamplingRateBoost: {
          MaxRate: args.samplingRateBoost.maxRate,
          CooldownWindowMinutes: args.samplingRateBoost.cooldownWindowMinutes,
        },
      }),
    })),
  "aws.xray.SamplingRule and back": (rules) => rules.map(toPulumiRule).map((args) => fromPulumiRule(args)),
  "the fallback file": (rules) =>
    parseFallbackFile(JSON.parse(JSON.stringify(toFallbackFile({ rules })))).SamplingRules,
  "chart values": (rules) => {
    const values = parse(stringify(toChartValues({ rules }))) as ReturnType<typeof toChartValues>;
    return parseFallbackFile({ version: 1, SamplingRules: values.sampling.rules }).SamplingRules;
  },
  "the table": (rules) => readTable(toTable({ rules })),
};

/** Reads the table as a person would: columns by their heads, quoted cells as JSON. */
function readTable(table: string): XRaySamplingRule[] {
  const [head, ...lines] = table.split("\n");
  assert.deepEqual(head!.trim().split(/\s{2,}/), [
    "priority",
    "rule",
    "method",
    "path",
    "host",
    "service",
    "type",
    "attributes",
    "reservoir/s",
    "rate %",
    ...(head!.endsWith("boost") ? ["boost"] : []),
  ]);
  return lines.map((line) => {
    const cells = line.match(/"(?:[^"\\]|\\.)*"(?=\s|$)|\S+/g)!;
    const [priority, name, method, path, host, service, type, attributes, reservoir, rate, boost] = cells.map((cell) =>
      cell.startsWith('"') ? (JSON.parse(cell) as string) : cell,
    );
    const fields = { HTTPMethod: method!, URLPath: path!, Host: host!, ServiceName: service!, ServiceType: type! };
    const pairs = attributes === "-" ? {} : { Attributes: JSON.parse(attributes!) as Record<string, string> };
    const boosted = /^(.*)%\/(\d+)min$/.exec(boost ?? "");
    const boosts =
      boosted === null
        ? {}
        : {
            SamplingRateBoost: {
              // 0.29 is 28.999999999999996 / 100 in a double.
              MaxRate: Number((Number(boosted[1]) / 100).toPrecision(15)),
              CooldownWindowMinutes: Number(boosted[2]),
            },
          };
    return rule(name!, Number(priority), {
      ...boosts,
      ...fields,
      ...pairs,
      ReservoirSize: Number(reservoir),
      FixedRate: Number(rate) / 100,
    });
  });
}

/** Decides by the definition, the lowest priority first; X-Ray's Default rule takes what is left. */
function decide(rules: readonly XRaySamplingRule[], asked: SamplingRequest): XRaySamplingRule {
  const ordered = [...rules].sort((one, other) => one.Priority - other.Priority);
  return ordered.find((one) => matchesByDefinition(one, asked)) ?? DEFAULT_RULE;
}

function alike(one: XRaySamplingRule, other: XRaySamplingRule): void {
  assert.deepEqual([one.RuleName, one.ReservoirSize], [other.RuleName, other.ReservoirSize]);
  assert.deepEqual(one.SamplingRateBoost, other.SamplingRateBoost);
  // A table shows fifteen digits of a rate.
  assert.ok(
    Math.abs(one.FixedRate - other.FixedRate) <= 1e-13 * other.FixedRate,
    `${one.FixedRate} ${other.FixedRate}`,
  );
}

/** What the plan itself says, without any of the code under test. */
function intended(rules: readonly Written[]): XRaySamplingRule[] {
  return rules.map((one) =>
    rule(one.name, one.priority, {
      URLPath: one.path,
      HTTPMethod: one.method,
      Host: one.host,
      ServiceName: one.service,
      ServiceType: one.serviceType,
      Attributes: one.attributes,
      FixedRate: one.rate,
      ReservoirSize: one.reservoir,
      ...(one.boost !== undefined && {
        SamplingRateBoost: { MaxRate: one.boost.maxRate, CooldownWindowMinutes: one.boost.cooldownMinutes },
      }),
    }),
  );
}

describe("all targets of a plan", function () {
  // Seconds on an idle machine, more on a busy one.
  this.timeout(120_000);

  for (const [target, read] of Object.entries(readers)) {
    it(`${target}: decides as the plan says`, () => {
      fc.assert(
        fc.property(plannedRules, fc.array(request, { minLength: 1, maxLength: 20 }), (rules, requests) => {
          const said = read(compiled(rules));
          for (const asked of requests) alike(decide(said, asked), decide(intended(rules), asked));
        }),
        { numRuns: 500 },
      );
    });
  }

  it("compileRules and explain decide as the plan says", () => {
    fc.assert(
      fc.property(plannedRules, fc.array(request, { minLength: 1, maxLength: 20 }), (rules, requests) => {
        const file = toFallbackFile({ rules: compiled(rules) }).SamplingRules;
        const matcher = compileRules(file);
        for (const asked of requests) {
          const expected = decide(intended(rules), asked).RuleName;
          assert.equal(matcher.match(asked)?.RuleName, expected);
          assert.equal(explain(file, asked).winner?.RuleName, expected);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("are of the types that Pulumi's provider takes", () => {
    const args: aws.xray.SamplingRuleArgs[] = definePlan({ preset: "prod" }).rules.map(toPulumiRule);
    assert.equal(args.length, 5);
  });

  it("write a table that people can read", () => {
    const plan = definePlan({
      preset: "prod",
      rules: [{ name: "gold", path: "/a b*", rate: 0.07, attributes: { tier: "g d" } }],
    });
    assert.equal(
      toTable(plan),
      [
        "priority  rule                     method  path                 host  service  type  attributes           reservoir/s  rate %",
        "    1000  pmp-api-stripe           *       /api/stripe*         *     pmp-api  *     -                              1     100",
        "    1100  pmp-api-subscriptions    *       /api/subscriptions*  *     pmp-api  *     -                              1     100",
        "    1200  pmp-api-auth             *       /api/auth*           *     pmp-api  *     -                              1     100",
        "    1300  pmp-api-health           *       /api/health*         *     pmp-api  *     -                              0       1",
        '    1400  gold                     *       "/a b*"              *     pmp-api  *     {"tier":"g\\u0020d"}            0       7',
        "    9000  pmp-api-default-traffic  *       *                    *     pmp-api  *     -                              0      10",
        "   10000  Default                  *       *                    *     *        *     -                              1       5",
      ].join("\n"),
    );
  });
});
