import assert from "node:assert/strict";
import { monthlyForecastWithinBudget } from "../../../../policy/cloud/sampling/monthly-forecast-within-budget.ts";
import { describePolicy, evaluate, found } from "../support/policy.ts";
import { read, resources } from "../support/resources.ts";

describePolicy(
  monthlyForecastWithinBudget,
  {
    config: {
      traffic: [{ service: "shop", path: "/api/products", requestsPerSecond: 40 }],
      maxMonthlyUsd: 100,
    },
    // 40/s × 2,592,000 s = 103,680,000 traces; (103,680,000 − 100,000) × $5 per million = $517.90.
    bad: [
      {
        message:
          "103,680,000 traces a month cost $517.90; the budget is $100.00. Most are recorded by rule shop-rest: 103,680,000.",
      },
    ],
    unknown: { at: { rest: "fixedRate" }, said: [] },
  },
  () => {
    it("forecasts by method and host, and allows a budget that is met", () => {
      const [rest] = read("bad/monthly-forecast-within-budget.yaml");
      const posts = resources([{ ...rest!, props: { ...rest!.props, httpMethod: "POST", host: "shop.example.com" } }]);
      const judged = (more: object) => {
        const traffic = [{ service: "shop", path: "/api/products", requestsPerSecond: 40, ...more }];
        return found(evaluate(monthlyForecastWithinBudget, posts, { traffic, maxMonthlyUsd: 100 })).length;
      };
      assert.equal(judged({ method: "POST", host: "shop.example.com" }), 1);
      // X-Ray's Default rule decides about these: 1 per second and 5 % of the rest, some $38.
      assert.deepEqual([judged({}), judged({ method: "POST" }), judged({ host: "shop.example.com" })], [0, 0, 0]);
      const nothing = { traffic: [{ service: "shop", path: "/", requestsPerSecond: 0 }], maxMonthlyUsd: 0 };
      assert.deepEqual(found(evaluate(monthlyForecastWithinBudget, posts, nothing)), []);
    });

    it("prices the worst case of a boost", () => {
      const [rest] = read("bad/monthly-forecast-within-budget.yaml");
      const boosted = (cooldownWindowMinutes: number) =>
        resources([
          { ...rest!, props: { ...rest!.props, fixedRate: 0.1 } },
          {
            type: "pulumi-nodejs:dynamic/xray:SamplingRateBoost",
            name: "rest-boost",
            props: { ruleName: String(rest!.props.ruleName), maxRate: 0.5, cooldownWindowMinutes, rule: {} },
          },
        ]);
      const traffic = [{ service: "shop", path: "/api/products", requestsPerSecond: 40 }];
      const said = (cooldown: number, maxMonthlyUsd: number) =>
        found(evaluate(monthlyForecastWithinBudget, boosted(cooldown), { traffic, maxMonthlyUsd })).map(
          ({ message }) => message,
        );
      // 103,680,000 requests × (10 % + 40 % for a minute in ten) = 14,515,200 traces; less 100,000, at $5 per million: $72.08.
      assert.deepEqual(said(10, 73), []);
      assert.match(
        said(10, 72)[0] ?? "",
        /^With boosts, up to 14,515,200 traces a month cost \$72\.08; the budget is \$72/,
      );
      // Boosted all the time: half of all requests.
      assert.match(said(1, 100)[0] ?? "", /up to 51,840,000 traces/);
    });

    it("counts the free traces once, over all services, and says nothing of a stack without stated traffic", () => {
      const subjects = resources(read("bad/monthly-forecast-within-budget.yaml"));
      assert.deepEqual(found(evaluate(monthlyForecastWithinBudget, subjects)), []);
      const [rest] = read("bad/monthly-forecast-within-budget.yaml");
      const forAll = resources([{ ...rest!, props: { ...rest!.props, serviceName: "*" } }]);
      const traffic = ["shop", "other"].map((service) => ({ service, path: "/a", requestsPerSecond: 0.02 }));
      // 0.04/s × 2,592,000 s = 103,680 traces, of which 3,680 are paid: $0.0184.
      assert.deepEqual(found(evaluate(monthlyForecastWithinBudget, forAll, { traffic, maxMonthlyUsd: 0.02 })), []);
      assert.equal(found(evaluate(monthlyForecastWithinBudget, forAll, { traffic, maxMonthlyUsd: 0.01 })).length, 1);
    });
  },
);
