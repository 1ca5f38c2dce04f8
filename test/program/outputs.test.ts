import assert from "node:assert/strict";
import { evaluate } from "../../offline/evaluate.ts";

/**
 * Recorded traces of a month of 30 days (2,592,000 s), by hand from the rates of the stack files: dev (0.4 + 0.1)/s all,
 * staging 2/s by half and 0.2/s all, prod 40/s by a tenth, (1 + 0.5)/s all and 0.5/s by a hundredth. 100,000 are free, and a
 * million costs $5.
 */
const FORECASTS = {
  dev: { traces: "1,296,000", usd: 5.98 },
  staging: { traces: "3,110,400", usd: 15.052 },
  prod: { traces: "14,268,960", usd: 70.8448 },
} as const;

describe("outputs", () => {
  for (const stack of ["dev", "staging", "prod"] as const) {
    it(`${stack}: the cost of its example traffic is forecast`, async () => {
      const { monthlyUsd, lines } = (await evaluate(stack)).outputs.forecast as { monthlyUsd: number; lines: string[] };
      assert.ok(Math.abs(monthlyUsd - FORECASTS[stack].usd) < 0.005, String(monthlyUsd));
      assert.ok(
        lines.some((line) => line.includes(FORECASTS[stack].traces)),
        lines.join("\n"),
      );
    });
  }

  it("local: no traffic is stated, so nothing is forecast", async () => {
    assert.deepEqual((await evaluate("local")).outputs.forecast, {
      monthlyUsd: null,
      lines: ["No traffic is stated: set pmp-xray:sampling.traffic to get a forecast."],
    });
  });

  it("forecast the cost of the traffic that the settings state, with the calculation", async () => {
    const paths = [
      { path: "/api/products", requestsPerSecond: 10 },
      { path: "/api/stripe/charges", requestsPerSecond: 0.5 },
    ];
    const { outputs } = await evaluate("prod", {
      overrides: { "pmp-xray:sampling": { preset: "prod", traffic: { paths } } },
    });
    // A month of 30 days has 2,592,000 s: a tenth of 10/s is 2,592,000 traces, all of 0.5/s is 1,296,000. Of these
    // 3,888,000, 100,000 are free, and a million costs $5.
    const { monthlyUsd, lines } = outputs.forecast as { monthlyUsd: number; lines: string[] };
    assert.ok(Math.abs(monthlyUsd - 18.94) < 0.005, String(monthlyUsd));
    assert.ok(
      lines.some((line) => line.includes("3,888,000")),
      lines.join("\n"),
    );
  });

  it("count Insights in the forecast when they are on", async () => {
    const traffic = { paths: [{ path: "/api/products", requestsPerSecond: 10 }] };
    const { outputs } = await evaluate("prod", {
      overrides: { "pmp-xray:sampling": { preset: "prod", traffic }, "pmp-xray:groups": { insights: true } },
    });
    const { monthlyUsd } = outputs.forecast as { monthlyUsd: number };
    // (2,592,000 - 100,000) × $5 and 2,592,000 × $1 per million.
    assert.ok(Math.abs(monthlyUsd - (12.46 + 2.592)) < 0.005, String(monthlyUsd));
  });

  it("forecast Transaction Search by the size of spans, and say so where nothing states it", async () => {
    const account = { "pmp-xray:account": { transactionSearch: {} } };
    const { forecast: unknown } = (await evaluate("prod", { overrides: account })).outputs;
    const { monthlyUsd, lines } = unknown as { monthlyUsd: unknown; lines: string[] };
    assert.equal(monthlyUsd, null);
    assert.match(lines.join("\n"), /^Transaction Search is on.*set pmp-xray:sampling\.usage\.transactionSearch/);
    const traffic = { paths: [{ path: "/api/products", requestsPerSecond: 10 }] };
    const usage = { transactionSearch: { spansPerTrace: 10, bytesPerSpan: 1000 } };
    const { forecast } = (
      await evaluate("prod", { overrides: { ...account, "pmp-xray:sampling": { preset: "prod", traffic, usage } } })
    ).outputs;
    // 2,592,000 traces of 10 kB are 25.92e9 bytes, which is 24.14 GiB, at $0.35.
    const stated = forecast as { monthlyUsd: number };
    assert.ok(Math.abs(stated.monthlyUsd - (25.92e9 / 2 ** 30) * 0.35) < 0.005, String(stated.monthlyUsd));
  });

  it("refuse a plan that costs more than the settings allow, before anything is made", async () => {
    const traffic = { paths: [{ path: "/api/products", requestsPerSecond: 100 }] };
    const overrides = { "pmp-xray:sampling": { preset: "prod", traffic, maxMonthlyUsd: 10 } };
    await assert.rejects(evaluate("prod", { overrides }), /pmp-xray:sampling\.maxMonthlyUsd.*\$129\.10 a month/s);
  });

  it("name a command for the kubeconfig in the settings, and never the kubeconfig", async () => {
    const cluster = { name: "pmp-cluster", mode: "existing", oidcIssuer: "https://issuer.example.com" };
    const withText = await evaluate("prod", {
      overrides: { "pmp-xray:cluster": { ...cluster, kubeconfig: "kind: Config\n" } },
    });
    assert.equal(
      withText.outputs.kubeconfigCommand,
      "pulumi config get --path 'pmp-xray:cluster.kubeconfig' > kubeconfig && export KUBECONFIG=$PWD/kubeconfig",
    );
    const withPath = await evaluate("prod", {
      overrides: { "pmp-xray:cluster": { ...cluster, kubeconfig: "./kubeconfig" } },
    });
    assert.equal(
      withPath.outputs.kubeconfigCommand,
      `export KUBECONFIG="$(pulumi config get --path 'pmp-xray:cluster.kubeconfig')"`,
    );
  });
});
