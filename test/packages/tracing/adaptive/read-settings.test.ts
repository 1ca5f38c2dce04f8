import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfiguration } from "../../../../packages/tracing/src/adaptive/configuration.ts";
import { readAdaptive } from "../../../../packages/tracing/src/adaptive/read-settings.ts";
import { diag } from "../../../../packages/tracing/testing.ts";
import { takeWarnings } from "../support/warnings.ts";

const CONFIG = {
  version: 1.0,
  anomalyConditions: [
    { errorCodeRegex: "^429|5\\d\\d$", usage: "both" },
    { operations: ["GET /orders"], highLatencyMs: 300, usage: "sampling-boost" },
    { errorCodeRegex: "404", usage: "anomaly-span-capture" },
  ],
  anomalyCaptureLimit: { anomalyTracesPerSecond: 2 },
};

describe("settings of adaptive sampling", () => {
  let warnings: string[];
  beforeEach(() => (warnings = takeWarnings()));
  afterEach(() => diag.disable());

  it("are none in an empty environment", () => {
    assert.deepEqual(readAdaptive({ PMP_CAPTURE: " ", AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG: "" }), {});
    assert.deepEqual(warnings, []);
  });

  it("are read from each variable", () => {
    assert.deepEqual(
      readAdaptive({ PMP_CAPTURE: " Faults ", PMP_CAPTURE_PER_SECOND: "5", PMP_ANOMALY_LATENCY_MS: " 250" }),
      { adaptive: { capture: "faults", perSecond: 5, latencyMs: 250 } },
    );
    assert.deepEqual(warnings, []);
  });

  it("are AWS's own configuration, as text or in a file, which turns captures on as in AWS's SDKs", () => {
    const file = join(mkdtempSync(join(tmpdir(), "pmp-adaptive-")), "config.json");
    writeFileSync(file, JSON.stringify(CONFIG));
    const expected = {
      conditions: [
        { status: /^(?:^429|5\d\d$)$/, boost: true, capture: true },
        { operations: ["GET /orders"], latencyMs: 300, boost: true, capture: false },
        { status: /^(?:404)$/, boost: false, capture: true },
      ],
      perSecond: 2,
      capture: "anomalies",
    };
    for (const value of [JSON.stringify(CONFIG), file])
      assert.deepEqual(readAdaptive({ AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG: value }), { adaptive: expected });
    const both = { AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG: file, PMP_CAPTURE: "off", PMP_CAPTURE_PER_SECOND: "7" };
    assert.deepEqual(readAdaptive(both), { adaptive: { ...expected, capture: "off", perSecond: 7 } });
    assert.deepEqual(warnings, []);
  });

  const WRONG: [name: string, value: string, warning: RegExp][] = [
    ["PMP_CAPTURE", "yes", /PMP_CAPTURE is "yes"; it must be "off", "faults" or "anomalies"\. Using "off"\./],
    ["PMP_CAPTURE_PER_SECOND", "0", /PMP_CAPTURE_PER_SECOND is "0"; it must be a whole number from 1 to 100\. Using 1/],
    ["PMP_CAPTURE_PER_SECOND", "101", /from 1 to 100/],
    ["PMP_ANOMALY_LATENCY_MS", "0.5s", /is "0\.5s"; it must be a whole number from 1 to 3600000\. Ignoring it\./],
    ["AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG", "/no/such/file", /can't be used and is ignored: ENOENT/],
    [
      "AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG",
      "{version: 1.0}",
      /it is not JSON\. Write it as JSON, .*such as \{"version":1/,
    ],
    ["AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG", "{}", /version: got \(not set\); allowed: .*Write "version":1\./],
  ];
  for (const [name, value, warning] of WRONG) {
    it(`are not ${name}=${value}, and the warning says what to write`, () => {
      const { adaptive } = readAdaptive({ [name]: value });
      assert.ok(adaptive === undefined || adaptive.capture === "off");
      assert.match(warnings.join("\n"), warning);
    });
  }

  it("are refused with all problems of a configuration at once", () => {
    const value = JSON.stringify({
      version: 2,
      anomalyConditions: [{ errorCodeRegex: "(" }, { usage: "both" }, { highLatencyMs: 0, usage: "never", extra: 1 }],
      anomalyCaptureLimit: { perSecond: 1 },
    });
    assert.deepEqual(readAdaptive({ AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG: value }), {});
    const [warning = ""] = warnings;
    for (const part of [
      "version: got 2",
      'anomalyConditions[0].errorCodeRegex: got "("',
      'anomalyConditions[1]: got {"usage":"both"}; allowed: errorCodeRegex, highLatencyMs, or both',
      "anomalyConditions[2].highLatencyMs: got 0",
      'anomalyConditions[2].usage: got "never"; allowed: one of both, sampling-boost',
      "anomalyConditions[2].extra",
      "anomalyCaptureLimit.perSecond",
      "anomalyCaptureLimit.anomalyTracesPerSecond: got (not set)",
    ])
      assert.ok(warning.includes(part), `${part} is missing in ${warning}`);
  });

  it("are accepted as the warnings propose them", () => {
    let message = "";
    try {
      parseConfiguration("{version: 1}");
    } catch (error) {
      message = String(error);
    }
    const proposed = /such as (\{.*\})\.$/.exec(message)?.[1];
    assert.ok(proposed);
    assert.deepEqual(readAdaptive({ AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG: proposed }).adaptive?.conditions, [
      { latencyMs: 500, boost: true, capture: true },
    ]);
  });
});
