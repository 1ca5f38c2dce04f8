import assert from "node:assert/strict";
import { selects } from "../../../../policy/kubernetes/reading/selector.ts";

const labels = { app: "api", tier: "web" };
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }],
});

describe("label selectors", () => {
  const yes: readonly unknown[] = [
    {},
    { matchLabels: {} },
    { matchLabels: { app: "api" } },
    { matchLabels: { app: "api", tier: "web" } },
    expression("app", "In", "web", "api"),
    expression("app", "NotIn", "web"),
    expression("other", "NotIn", "x"),
    expression("app", "Exists"),
    expression("other", "DoesNotExist"),
  ];
  const no: readonly unknown[] = [
    undefined,
    null,
    { matchLabels: { app: "web" } },
    { matchLabels: { app: "api", tier: "db" } },
    { matchLabels: { other: "api" } },
    expression("app", "In", "web"),
    expression("other", "In", "x"),
    expression("app", "NotIn", "api"),
    expression("other", "Exists"),
    expression("app", "DoesNotExist"),
    expression("app", "Like", "a*"),
    { matchLabels: { app: "api" }, ...expression("tier", "In", "db") },
  ];
  it("select what Kubernetes would select", () => {
    for (const selector of yes) assert.ok(selects(selector, labels), JSON.stringify(selector));
    for (const selector of no) assert.ok(!selects(selector, labels), JSON.stringify(selector));
  });
});
