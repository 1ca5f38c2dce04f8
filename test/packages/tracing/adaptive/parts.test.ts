import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { AdaptiveSampling } from "../../../../packages/tracing/src/adaptive/adaptive-sampling.ts";
import { Anomalies, BOOST, BOOST_BY_DEFAULT, CAPTURE } from "../../../../packages/tracing/src/adaptive/anomalies.ts";
import { CaptureLimit } from "../../../../packages/tracing/src/adaptive/capture-limit.ts";
import { RecentTraces } from "../../../../packages/tracing/src/adaptive/recent-traces.ts";
import type { AdaptiveSettings, AnomalyCondition } from "../../../../packages/tracing/src/adaptive/settings.ts";
import { RANDOMNESS_RANGE } from "../../../../packages/tracing/src/ids.ts";
import { RuleBoost } from "../../../../packages/tracing/src/sampling/rule-boost.ts";
import { UnsampledSpan } from "../../../../packages/tracing/src/unsampled-span.ts";

/** A closed response with a status, or with none. */
function responseOf(statusCode: number | undefined, url = "/orders/1", method = "GET"): ServerResponse {
  const req = { url, method, headers: {} };
  const sent = { headersSent: statusCode !== undefined, writableFinished: true };
  return { ...sent, statusCode: statusCode ?? 200, req } as unknown as ServerResponse;
}

const NOW = 0;
const LONG_AGO = 1;
/** The uses of a request that took this time. */
function usesOf(settings: AdaptiveSettings, response: ServerResponse, tookMs = NOW, failed = false): number {
  return new Anomalies(settings).usesOf(response, Date.now() - tookMs, failed);
}

const ALL: AdaptiveSettings = { capture: "anomalies" };

describe("anomalies", () => {
  it("are by default statuses from 500 on and what broke off, for boosts alone while nothing is captured", () => {
    for (const [status, isAnomaly] of [
      [200, false],
      [404, false],
      [429, false],
      [500, true],
      [503, true],
      [undefined, false],
    ] as const) {
      assert.equal(usesOf({}, responseOf(status)), isAnomaly ? BOOST_BY_DEFAULT : 0, String(status));
      for (const capture of ["faults", "anomalies"] as const)
        assert.equal(
          usesOf({ capture }, responseOf(status)),
          isAnomaly ? BOOST_BY_DEFAULT | CAPTURE : 0,
          String(status),
        );
    }
    assert.equal(usesOf({}, responseOf(200), NOW, true), BOOST_BY_DEFAULT);
    assert.equal(usesOf(ALL, responseOf(undefined), NOW, true), BOOST_BY_DEFAULT | CAPTURE);
  });

  it("are also slow requests, which are captured with all anomalies and not with faults", () => {
    const slow = responseOf(200);
    for (const [capture, expected] of [
      ["off", BOOST],
      ["faults", BOOST],
      ["anomalies", BOOST | CAPTURE],
    ] as const) {
      assert.equal(usesOf({ latencyMs: 500, capture }, slow, 60_000), expected, capture);
      assert.equal(usesOf({ latencyMs: 3_600_000, capture }, slow, LONG_AGO), 0);
    }
  });

  it("of a rule with DisableDefaultAnomalyDetection are those that the user sets, a latency as well as a status", () => {
    const status: AnomalyCondition = { status: /^5\d\d$/, boost: true, capture: false };
    /** The anomalies of a fast 500, and of a slow 200. */
    const counted = (settings: AdaptiveSettings, DisableDefaultAnomalyDetection: boolean): number[] =>
      [
        { response: responseOf(500), tookMs: NOW },
        { response: responseOf(200), tookMs: 60_000 },
      ].map(({ response, tookMs }) => {
        const boost = new RuleBoost("shop", { MaxRate: 1, CooldownWindowMinutes: 1, DisableDefaultAnomalyDetection });
        const span = new UnsampledSpan(1, { rule: "shop", boost }, Date.now() - tookMs);
        new AdaptiveSampling(settings).unsampled(span, response);
        return boost.counts.anomalies;
      });
    const latencyMs = 30_000;
    assert.deepEqual(counted({}, false), [1, 0]);
    assert.deepEqual(counted({}, true), [0, 0]);
    assert.deepEqual(counted({ latencyMs }, false), [1, 1]);
    assert.deepEqual(counted({ latencyMs }, true), [0, 1]);
    assert.deepEqual(counted({ conditions: [status], latencyMs }, true), [1, 1]);
  });

  it("are what a user's conditions say in place of the default: all of one, or any of several", () => {
    const conditions: AnomalyCondition[] = [
      { status: /^429$/, boost: true, capture: false },
      { status: /^2\d\d$/, latencyMs: 1_000, operations: ["GET /orders"], boost: false, capture: true },
      { operations: [], boost: true, capture: true },
    ];
    const settings: AdaptiveSettings = { conditions, capture: "anomalies" };
    assert.equal(usesOf(settings, responseOf(429)), BOOST);
    assert.equal(usesOf(settings, responseOf(500), NOW, true), 0);
    assert.equal(usesOf(settings, responseOf(200), 60_000), CAPTURE);
    assert.equal(usesOf(settings, responseOf(200), LONG_AGO), 0);
    assert.equal(usesOf(settings, responseOf(200, "/other"), 60_000), 0);
    assert.equal(usesOf(settings, responseOf(200, "/orders/1", "POST"), 60_000), 0);
    assert.equal(usesOf(settings, responseOf(404), 60_000), 0);
    // Captured faults are faults, whatever counts for boosts.
    assert.equal(usesOf({ conditions, capture: "faults" }, responseOf(500)), CAPTURE);
    assert.equal(usesOf({ conditions, capture: "off" }, responseOf(200), 60_000), 0);
  });
});

describe("recent traces", () => {
  const randomness = fc.integer({ min: 0, max: RANDOMNESS_RANGE - 1 });

  it("are new once, and have one first anomaly", () => {
    fc.assert(
      fc.property(fc.uniqueArray(randomness, { maxLength: 20, selector: (n) => n % 4_096 }), (traces) => {
        const recent = new RecentTraces();
        for (const trace of traces) assert.equal(recent.isNew(trace), true);
        for (const trace of traces) assert.equal(recent.isNew(trace), false);
        for (const trace of traces) assert.equal(recent.isFirstAnomaly(trace), true);
        for (const trace of traces) assert.equal(recent.isFirstAnomaly(trace), false);
      }),
    );
  });

  it("are forgotten when another one takes their place, and know nothing of its anomalies", () => {
    const recent = new RecentTraces();
    assert.equal(recent.isNew(7), true);
    assert.equal(recent.isFirstAnomaly(7), true);
    assert.equal(recent.isNew(7 + 4_096), true);
    assert.equal(recent.isFirstAnomaly(7 + 4_096), true);
    assert.equal(recent.isNew(7), true);
  });
});

describe("limit of captures", () => {
  it("admits in any time no more than its rate and a burst of one second, and counts the rest", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (perSecond, waits) => {
        let now = 0;
        const limit = new CaptureLimit(perSecond, () => now);
        const taken: number[] = [];
        for (const wait of waits) {
          now += wait;
          if (limit.take()) taken.push(now);
        }
        assert.equal(limit.skipped, waits.length - taken.length);
        for (const [i, start] of taken.entries()) {
          for (const [j, end] of taken.entries()) {
            if (j < i) continue;
            assert.ok(j - i + 1 <= perSecond + ((end - start) / 1_000) * perSecond + 1e-6);
          }
        }
      }),
    );
  });
});
