import assert from "node:assert/strict";
import fc from "fast-check";
import type { ServiceNode } from "../../../../packages/xray-local/src/page-api.ts";
import { CARD, curve, layoutMap } from "../../../../packages/xray-local/page/src/logic/map-layout.ts";
import {
  meanTime,
  nameInWords,
  quantile,
  statsInWords,
  typeInWords,
} from "../../../../packages/xray-local/page/src/logic/map-words.ts";
import { dominantOutcome, outcomeOf, sharesOf } from "../../../../packages/xray-local/page/src/logic/outcome.ts";
import { adaptiveInWords, requestsOf, verdictOf } from "../../../../packages/xray-local/page/src/logic/rates.ts";
import { groupRemovals, removalsOf } from "../../../../packages/xray-local/page/src/logic/redactions.ts";
import { splitRemoved } from "../../../../packages/xray-local/page/src/logic/removed.ts";
import {
  fieldsOf,
  framesOf,
  isOwnFrame,
  pathOf,
  subtitle,
  withoutChildren,
} from "../../../../packages/xray-local/page/src/logic/segment.ts";
import { MAP, ORDER, ORDER_DETAIL, RULES, statsOf } from "./fixture.ts";

describe("page: outcomes", () => {
  it("is the worst that is true", () => {
    assert.equal(outcomeOf({ fault: true, error: true }), "fault");
    assert.equal(outcomeOf({ error: true, throttle: true }), "throttle");
    assert.equal(outcomeOf({ error: true }), "error");
    assert.equal(outcomeOf({}), "ok");
  });

  it("shows shares that add up to the whole, each call once", () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50), (ok, plainErrors, throttle, fault) => {
        const stats = {
          total: ok + plainErrors + throttle + fault,
          ok,
          error: plainErrors + throttle,
          throttle,
          fault,
        };
        const shares = sharesOf(stats);
        assert.equal(
          shares.reduce((sum, part) => sum + part.count, 0),
          stats.total,
        );
        assert.ok(shares.every((part) => part.count > 0));
      }),
    );
  });

  it("colours a node by what at least one call in twenty met", () => {
    assert.equal(dominantOutcome(statsOf(100, { fault: 5 })), "fault");
    assert.equal(dominantOutcome(statsOf(100, { fault: 4 })), "ok");
    assert.equal(dominantOutcome(statsOf(0)), "ok");
  });
});

describe("page: service map", () => {
  it("lays cards out without overlap, with each line from card to card", () => {
    for (const direction of ["LR", "TB"] as const) {
      const { nodes, edges, width, height } = layoutMap(MAP, direction);
      assert.equal(nodes.length, 6);
      assert.equal(edges.length, 5);
      for (const [index, one] of nodes.entries()) {
        assert.ok(one.x >= 0 && one.y >= 0 && one.x + CARD.width <= width && one.y + CARD.height <= height);
        for (const other of nodes.slice(index + 1)) {
          const apart = Math.abs(one.x - other.x) >= CARD.width || Math.abs(one.y - other.y) >= CARD.height;
          assert.ok(apart, `${one.node.name} and ${other.node.name} overlap`);
        }
      }
      for (const { path, label } of edges) {
        assert.match(path, /^M[\d.-]+,[\d.-]+/);
        assert.ok(label.x > 0 && label.y > 0);
      }
    }
  });

  it("leads from left to right, or from top to bottom", () => {
    const place = (direction: "LR" | "TB", name: string) =>
      layoutMap(MAP, direction).nodes.find(({ node }) => node.name === name && node.type !== "client")!;
    assert.ok(place("LR", "pmp-api").x < place("LR", "carts").x);
    assert.ok(place("TB", "pmp-api").y < place("TB", "carts").y);
  });

  it("stays as it is when the server numbers the nodes anew", () => {
    const renumbered: ServiceNode[] = MAP.map((node) => ({
      ...node,
      id: 9 - node.id,
      edges: node.edges.map((edge) => ({ ...edge, to: 9 - edge.to })),
    })).reverse();
    const places = (nodes: readonly ServiceNode[]) =>
      layoutMap(nodes, "LR").nodes.map(({ node, x, y }) => [node.name, x, y]);
    assert.deepEqual(places(renumbered), places(MAP));
  });

  it("takes services that call themselves or each other, and an edge to nowhere", () => {
    const node = (id: number, to: readonly number[]): ServiceNode => ({
      id,
      name: `s${String(id)}`,
      root: id === 0,
      stats: statsOf(1),
      edges: to.map((target) => ({ to: target, stats: statsOf(1) })),
    });
    const { nodes, edges } = layoutMap([node(0, [0, 1]), node(1, [0, 7])], "LR");
    assert.equal(nodes.length, 2);
    assert.equal(edges.length, 3);
    assert.deepEqual(layoutMap([], "LR").nodes, []);
  });

  it("draws a line through its points, rounded where it turns", () => {
    assert.equal(
      curve([
        { x: 0, y: 0 },
        { x: 10, y: 0 },
      ]),
      "M0.0,0.0L10.0,0.0",
    );
    assert.equal(
      curve([
        { x: 0, y: 0 },
        { x: 5, y: 5 },
        { x: 10, y: 0 },
      ]),
      "M0.0,0.0Q5.0,5.0 10.0,0.0",
    );
    assert.equal(curve([]), "");
  });

  it("says in words what a node shows", () => {
    const words = statsInWords(statsOf(100, { fault: 25, mean: 0.2 })).replaceAll("\u202f", " ");
    assert.equal(words, "100 calls, 200 ms on average, 20/min, 75 % ok, 25 % fault (5xx)");
    assert.equal(nameInWords(MAP[0]!), "Clients of pmp-api");
    assert.equal(typeInWords("AWS::DynamoDB::Table"), "DynamoDB Table");
    assert.equal(typeInWords(undefined), "service");
    assert.ok(Number.isNaN(meanTime(statsOf(0))));
  });

  it("finds a percentile in the histogram", () => {
    const histogram = [
      { value: 0.5, count: 5 },
      { value: 0.1, count: 95 },
    ];
    assert.equal(quantile(histogram, 0.95), 0.1);
    assert.equal(quantile(histogram, 0.96), 0.5);
    assert.ok(Number.isNaN(quantile([], 0.5)));
  });
});

describe("page: sampling", () => {
  it("tells a rule that samples otherwise than it says from chance", () => {
    assert.deepEqual(RULES.map(verdictOf), ["as expected", "more than expected", "as expected", "no requests yet"]);
    const rule = RULES[1]!.rule;
    const view = { rule, borrowed: 0, expectedRate: 0.5 };
    assert.equal(verdictOf({ ...view, matched: 400, sampled: 100, measuredRate: 0.25 }), "less than expected");
    assert.equal(verdictOf({ ...view, matched: 1, sampled: 1, measuredRate: 1 }), "as expected");
    assert.equal(
      verdictOf({ ...view, expectedRate: 0.01, matched: 20, sampled: 5, measuredRate: 0.25 }),
      "few requests",
    );
  });

  it("compares no rate of a rule that was boosted", () => {
    const [view] = RULES;
    const adaptive = { boosts: 1, anomalies: 9, sampledAnomalies: 1, captured: 0 };
    assert.equal(verdictOf({ ...view!, adaptive }), "boosted");
    assert.equal(verdictOf({ ...view!, adaptive, matched: 0 }), "no requests yet");
    assert.equal(verdictOf({ ...view!, adaptive: { ...adaptive, boosts: 0 } }), "as expected");
  });

  it("says whether a rule is boosted, and how many of its anomalies were recorded", () => {
    const adaptive = { boosts: 1, anomalies: 1_234, sampledAnomalies: 7, captured: 0 };
    assert.equal(adaptiveInWords(adaptive), "1 boost · 7 of 1,234 anomalies seen");
    assert.equal(
      adaptiveInWords({ ...adaptive, boostRate: 0.283, captured: 12 }),
      "boosted to 28.3\u202f% now · 19 of 1,234 anomalies seen, 12 of them captured",
    );
    assert.equal(
      adaptiveInWords({ boosts: 0, anomalies: 0, sampledAnomalies: 0, captured: 0 }),
      "0 boosts · 0 of 0 anomalies seen",
    );
  });

  it("says which requests a rule is for", () => {
    assert.deepEqual(RULES.map(requestsOf), [
      "/api/auth* to pmp-api",
      "/api/health* to pmp-api",
      "* to pmp-api",
      "all requests",
    ]);
    const rule = { ...RULES[3]!.rule, HTTPMethod: "POST", Host: "api.*", Attributes: { tier: "gold" } };
    assert.equal(requestsOf({ rule }), "POST api.* * tier=gold");
  });
});

describe("page: removed values", () => {
  it("names the segment and the place", () => {
    assert.deepEqual(
      removalsOf(ORDER_DETAIL).map(({ segment, path }) => [segment, path]),
      [
        ["pmp-api", "metadata.default.cart.card"],
        ["pmp-api", "metadata.default.token"],
      ],
    );
  });

  it("takes the items of a list for one place, the most frequent place first", () => {
    const at = (path: string) => ({ segmentId: "0000000000000001", path, text: "[redacted]" });
    const detail = {
      ...ORDER_DETAIL,
      redactions: [at("metadata.a"), at("metadata.items.0.card"), at("metadata.items.12.card")],
    };
    const groups = groupRemovals(removalsOf(detail));
    assert.deepEqual(
      groups.map(({ path, removals }) => [path, removals.length]),
      [
        ["metadata.items.*.card", 2],
        ["metadata.a", 1],
      ],
    );
  });

  it("marks the places in a text without changing it", () => {
    assert.deepEqual(splitRemoved("a=[redacted]&b"), [
      { text: "a=", removed: false },
      { text: "[redacted]", removed: true },
      { text: "&b", removed: false },
    ]);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constant("[redacted]"))), (parts) => {
        const text = parts.join("");
        assert.equal(
          splitRemoved(text)
            .map((part) => part.text)
            .join(""),
          text,
        );
      }),
    );
  });
});

describe("page: a segment", () => {
  const [api, payments] = ORDER;

  it("says in a few words what it did", () => {
    assert.equal(subtitle(api!), "POST /api/orders 500");
    assert.equal(subtitle(api!.subsegments![0]!), "GetItem carts 200");
    assert.equal(subtitle(payments!.subsegments![0]!), "SELECT * FROM orders WHERE id = ?");
    assert.equal(subtitle({ id: "1", name: "work", start_time: 0 }), "");
    assert.equal(pathOf("https://example.com"), "/");
    assert.equal(pathOf("/plain"), "/plain");
  });

  it("lists the values of a block by their place", () => {
    assert.deepEqual(fieldsOf({ a: { b: 1, none: undefined }, c: ["x", 2], d: true }), [
      { key: "a.b", value: "1" },
      { key: "c", value: '["x",2]' },
      { key: "d", value: "true" },
    ]);
    assert.deepEqual(fieldsOf(undefined), []);
  });

  it("tells the app's own frames from packages' and Node's", () => {
    const frames = framesOf(payments!.cause!.exceptions![0]!);
    assert.deepEqual(frames.map(isOwnFrame), [true, false, false]);
    assert.equal(isOwnFrame({ label: "", path: "C:\\app\\node_modules\\x\\y.js", line: "1" }), false);
    assert.deepEqual(framesOf({ stack: [{}] }), [{ label: "", path: "", line: "" }]);
  });

  it("shows a line's own document without its children", () => {
    assert.equal(withoutChildren(api!).subsegments, "2 shown as rows of their own");
    assert.equal("subsegments" in withoutChildren(api!.subsegments![0]!), false);
  });
});
