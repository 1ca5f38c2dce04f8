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
    it("counts the free traces once, over all services, and says nothing of a stack without stated traffic", () => {
      const subjects = resources(read("bad/monthly-forecast-within-budget.yaml"));
      assert.deepEqual(found(evaluate(monthlyForecastWithinBudget, subjects)), []);
      // No rule is for the other service, so X-ray's Default decides: 1/s + 5 % of the rest.
      const traffic = [
        { service: "shop", path: "/a", requestsPerSecond: 0.02 },
        { service: "shop", path: "/b", requestsPerSecond: 0.02, method: "POST", host: "shop.example.com" },
      ];
      // 0.04/s × 2,592,000 s = 103,680 traces, of which 3,680 are paid: $0.0184.
      assert.deepEqual(found(evaluate(monthlyForecastWithinBudget, subjects, { traffic, maxMonthlyUsd: 0.02 })), []);
      assert.equal(found(evaluate(monthlyForecastWithinBudget, subjects, { traffic, maxMonthlyUsd: 0.01 })).length, 1);
    });
  },
);
