import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { definePlan } from "@pmp/model";
import type { RuleInput } from "@pmp/planning";
import { compileRules, parseFallbackFile } from "@pmp/sampling";
import fc from "fast-check";
import { parse } from "yaml";
import { planFiles } from "../../../../packages/migrate/src/convert/plan-files.ts";
import { planFromSdkRules, readSdkRules } from "../../../../packages/migrate/src/convert/sdk-rules.ts";

const localSampler = createRequire(import.meta.url)(
  "aws-xray-sdk-core/dist/lib/middleware/sampling/local_sampler.js",
) as {
  setLocalRules(source: object): void;
  rules: readonly {
    host: string;
    http_method: string;
    url_path: string;
    default?: boolean;
    reservoir: { fixedTarget: number; fallbackRate: number };
  }[];
};

const pattern = (parts: readonly string[]) => fc.constantFrom(...parts);
const sdkRule = fc.record({
  description: fc.constantFrom(
    "Orders",
    "orders",
    "",
    "Zahlung für Gäste",
    "a very long description that no rule name can hold",
  ),
  host: pattern(["*", "shop.example.com", "*.example.com"]),
  http_method: pattern(["*", "GET", "P*"]),
  url_path: pattern(["*", "/api/*", "/api/orders*", "/api/orders/?", "/health"]),
  fixed_target: fc.nat(20),
  rate: fc.double({ min: 0, max: 1, noNaN: true }),
});
const sdkFile = fc.record({
  version: fc.constant(2),
  rules: fc.array(sdkRule, { maxLength: 6 }),
  default: fc.record({ fixed_target: fc.nat(20), rate: fc.double({ min: 0, max: 1, noNaN: true }) }),
});
const request = fc.record({
  host: pattern(["shop.example.com", "pay.example.com", "localhost"]),
  method: pattern(["GET", "POST", "PUT"]),
  path: pattern(["/", "/api/orders", "/api/orders/7", "/api/pay", "/health"]),
});

describe("local rules of AWS's X-Ray SDK as a plan", () => {
  it("are read by this repository's own readers, or their problems are named", () => {
    fc.assert(
      fc.property(sdkFile, (file) => {
        const read = readSdkRules(file);
        assert.ok(read !== undefined && !("problems" in read));
        const rules = planFromSdkRules(read);
        const files = planFiles(rules, "rules.json");
        if ("problems" in files) {
          assert.ok(files.problems.length > 0);
          return;
        }
        const stack = parse(files.stack) as { config: { "pmp-xray:sampling": { rules: RuleInput[] } } };
        const plan = definePlan(stack.config["pmp-xray:sampling"], { service: "shop" });
        assert.deepEqual(
          plan.rules.map(({ RuleName }) => RuleName),
          rules.map(({ name }) => name),
        );
        assert.deepEqual(parseFallbackFile(files.fallback), files.fallback);
        const values = parse(files.values) as { sampling: { rules: unknown } };
        assert.deepEqual(values.sampling.rules, files.fallback.SamplingRules.slice(0, -1));
        assert.deepEqual(
          plan.rules.map(({ ServiceName }) => ServiceName),
          rules.map(() => "shop"),
        );
      }),
    );
  });

  it("decide each request with the rate and the target of the rule that AWS's SDK takes", () => {
    fc.assert(
      fc.property(sdkFile, fc.array(request, { minLength: 1, maxLength: 5 }), (file, requests) => {
        const read = readSdkRules(file);
        assert.ok(read !== undefined && !("problems" in read));
        const files = planFiles(planFromSdkRules(read), "rules.json");
        fc.pre(!("problems" in files));
        localSampler.setLocalRules(file);
        const compiled = compileRules(files.fallback.SamplingRules);
        for (const { host, method, path } of requests) {
          const theirs = localSampler.rules.find((rule) => rule.default === true || fits(rule, host, method, path));
          const ours = compiled.match({ host, method, path, service: "shop" });
          assert.deepEqual(
            { target: ours?.ReservoirSize, rate: ours?.FixedRate },
            { target: theirs?.reservoir.fixedTarget, rate: theirs?.reservoir.fallbackRate },
          );
        }
      }),
    );
  });

  it("name every problem of a file that can't be converted", () => {
    const rules = [{ host: "", http_method: "*", url_path: "*", fixed_target: 1.5, rate: "a" }];
    assert.deepEqual(readSdkRules({ version: 2, rules, default: { fixed_target: -1, rate: 2 } }), {
      problems: [
        'rules[0].host is "": a pattern of 1 to 64 characters',
        "rules[0].fixed_target is 1.5: a whole number from 0 to 2147483647",
        'rules[0].rate is "a": a number from 0 to 1',
        "default.fixed_target is -1: a whole number from 0 to 2147483647",
        "default.rate is 2: a number from 0 to 1",
      ],
    });
  });

  it("are not seen in other JSON", () => {
    for (const other of [
      null,
      3,
      [],
      {},
      { version: 2 },
      { version: 3, rules: [], default: { fixed_target: 1, rate: 0 } },
    ]) {
      assert.equal(readSdkRules(other), undefined);
    }
  });
});

const { wildcardMatch } = createRequire(import.meta.url)("aws-xray-sdk-core/dist/lib/utils.js") as {
  readonly wildcardMatch: (pattern: string, text: string) => boolean;
};

function fits(rule: (typeof localSampler.rules)[number], host: string, method: string, path: string): boolean {
  return (
    wildcardMatch(rule.host, host) && wildcardMatch(rule.http_method, method) && wildcardMatch(rule.url_path, path)
  );
}
