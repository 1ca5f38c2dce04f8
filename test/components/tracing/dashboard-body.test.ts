import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { slowestRequests } from "../../../components/account/spans.ts";
import { dashboardBody, type DashboardBodyArgs } from "../../../components/tracing/dashboard-body.ts";

const group = (groupName: string, filterExpression: string) => ({ groupName, filterExpression });

const ARGS: DashboardBodyArgs = {
  service: "shop",
  region: "eu-west-3",
  byPurpose: {
    all: group("shop-all", 'service("shop")'),
    faults: group("shop-faults", 'service("shop") { fault }'),
    errors: group("shop-errors", 'service("shop") { error }'),
    slow: group("shop-slow", 'service("shop") { responsetime > 2 }'),
  },
  criticalPaths: [group("shop-pay", 'service("shop") AND http.url CONTAINS "/pay"')],
  alarmArns: ["arn:aws:cloudwatch:eu-west-3:123456789012:alarm:shop-page"],
  thresholds: { faults: 5, errors: 25, slow: 10 },
  minimumTraces: 20,
  periodSeconds: 300,
};

const bodySchema = z.object({
  widgets: z.array(
    z.object({
      // All that the dashboard API documents, but explorer, which this one doesn't use.
      type: z.enum(["text", "alarm", "metric", "log"]),
      x: z.int(),
      y: z.int(),
      width: z.int().min(1).max(24),
      height: z.int().min(1).max(1000),
      properties: z.record(z.string(), z.unknown()),
    }),
  ),
});

function widgets(change: Partial<DashboardBodyArgs> = {}) {
  return bodySchema.parse(JSON.parse(dashboardBody({ ...ARGS, ...change }))).widgets;
}

function propertiesOf(type: string, change: Partial<DashboardBodyArgs> = {}) {
  return widgets(change)
    .filter((widget) => widget.type === type)
    .map(({ properties }) => properties);
}

/** Links of the text at the top, by what they say. */
function links(change: Partial<DashboardBodyArgs> = {}): Record<string, string> {
  const markdown = String(propertiesOf("text", change)[0]?.markdown);
  const found = markdown.matchAll(/\[([^\]]+)\]\((\S+?)\)(?= |\n|$)/g);
  return Object.fromEntries([...found].map(([, text, url]) => [text!, url!] as const));
}

const CONSOLE = "https://console.aws.amazon.com";

describe("the dashboard", () => {
  it("begins with the trace map and a saved query for each group that an on-call looks into", () => {
    const filters = Object.fromEntries(
      Object.entries(links()).map(([text, url]) => [text, decodeURIComponent(url.split("?filter=")[1] ?? "none")]),
    );
    assert.deepEqual(filters, {
      "Trace map": "none",
      faults: ARGS.byPurpose.faults.filterExpression,
      errors: ARGS.byPurpose.errors.filterExpression,
      slow: ARGS.byPurpose.slow.filterExpression,
      "shop-pay": ARGS.criticalPaths[0]!.filterExpression,
    });
    assert.equal(links()["Trace map"], `${CONSOLE}/xray/home?region=eu-west-3#/service-map`);
    assert.ok(links().faults!.startsWith(`${CONSOLE}/xray/home?region=eu-west-3#/traces?filter=`));
  });

  it("has no character in a link that would end it in Markdown", () => {
    for (const url of Object.values(links({ spanQuery: slowestRequests("shop", "") }))) {
      // Parentheses are balanced, which Markdown allows: https://spec.commonmark.org/0.31.2/#link-destination
      assert.match(url, /^[^\s()<>"]*(\([^\s()<>"]*\)[^\s()<>"]*)*$/);
    }
  });

  it("shows the alarms, then shares, counts and critical paths", () => {
    assert.deepEqual(
      widgets().map(({ type, properties }) => [type, properties.title]),
      [
        ["text", undefined],
        ["alarm", "Alarms"],
        ["metric", "Share of recorded traces (%)"],
        ["metric", "Recorded traces"],
        ["metric", "Recorded traces of critical paths (all of their requests are recorded)"],
      ],
    );
    assert.deepEqual(propertiesOf("alarm")[0]?.alarms, ARGS.alarmArns);
    assert.deepEqual(propertiesOf("metric")[0]?.annotations, {
      horizontal: [
        { label: "Fault alarm", value: 5 },
        { label: "Error alarm", value: 25 },
        { label: "Slow alarm", value: 10 },
      ],
    });
  });

  it("links to the saved queries over spans and shows one, where Transaction Search keeps them", () => {
    const spanQuery = slowestRequests("shop", "");
    assert.equal(
      links({ spanQuery })["saved queries"],
      `${CONSOLE}/cloudwatch/home?region=eu-west-3#logsV2:logs-insights`,
    );
    assert.deepEqual(propertiesOf("log", { spanQuery }), [
      {
        title: "Saved query: pmp-tracing/shop slowest requests",
        region: "eu-west-3",
        view: "table",
        query: `SOURCE 'aws/spans' | ${spanQuery.queryString}`,
      },
    ]);
    assert.deepEqual(propertiesOf("log"), []);
  });

  it("links to the runbook", () => {
    assert.equal(links({ runbookUrl: "https://wiki.example.com/shop" }).runbook, "https://wiki.example.com/shop");
  });

  it("fits the 24 columns, and no widget lies on another", () => {
    const options = fc.record({ paths: fc.nat(21), spans: fc.boolean() });
    fc.assert(
      fc.property(options, ({ paths, spans }) => {
        const criticalPaths = Array.from({ length: paths }, (_, index) => group(`g${index}`, `f${index}`));
        const cells = widgets({ criticalPaths, spanQuery: spans ? slowestRequests("shop", "") : undefined }).flatMap(
          ({ x, y, width, height }) => {
            assert.ok(x >= 0 && x + width <= 24);
            return Array.from({ length: width * height }, (_, n) => `${x + (n % width)},${y + Math.floor(n / width)}`);
          },
        );
        assert.equal(new Set(cells).size, cells.length);
      }),
      { numRuns: 20 },
    );
  });
});
