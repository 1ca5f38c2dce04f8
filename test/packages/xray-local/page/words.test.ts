import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { parseFilter } from "../../../../packages/filter/src/index.ts";
import {
  batchGetTraces,
  getTraceSummaries,
  shellWord,
} from "../../../../packages/xray-local/page/src/logic/aws-cli.ts";
import { consoleLink, readRegion } from "../../../../packages/xray-local/page/src/logic/console-link.ts";
import { inkOf } from "../../../../packages/xray-local/page/src/logic/ink.ts";
import { COMMANDS, commandOf } from "../../../../packages/xray-local/page/src/logic/keys.ts";
import { filterForEdge, filterForNode } from "../../../../packages/xray-local/page/src/logic/map-words.ts";
import { formatRoute, parseRoute, VIEWS, type Route } from "../../../../packages/xray-local/page/src/logic/route.ts";
import { traceId } from "./fixture.ts";

describe("page: AWS CLI commands", () => {
  const local = { endpoint: "http://127.0.0.1:4010", region: "eu-central-1" };

  it("asks the local X-Ray for a trace, without credentials", () => {
    assert.equal(
      batchGetTraces(traceId(1), local),
      `aws xray batch-get-traces --trace-ids ${traceId(1)} --endpoint-url http://127.0.0.1:4010 --no-sign-request --region eu-central-1`,
    );
  });

  it("asks for the traces of a filter", () => {
    assert.equal(
      getTraceSummaries('service("pmp-api") AND fault', 1000.4, 2000.2, { region: "us-east-1" }),
      `aws xray get-trace-summaries --start-time 1000 --end-time 2001 --filter-expression 'service("pmp-api") AND fault' --region us-east-1`,
    );
    assert.doesNotMatch(getTraceSummaries("", 0, 1, local), /filter-expression/);
  });

  it("quotes so that a shell reads exactly the text", function () {
    if (process.platform === "win32") this.skip();
    const texts = fc.sample(
      fc.string({ unit: fc.constantFrom("'", '"', "$", "`", "\\", " ", "\n", "a", "*", "!", ";") }),
      60,
    );
    const given = ["", ...texts.filter((text) => !text.includes("\0"))];
    const script = given.map((text) => `printf '%s\\0' ${shellWord(text)}`).join("\n");
    const read = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
    assert.deepEqual(read, given);
  });
});

describe("page: link to the console", () => {
  it("leads to the trace in its region's console", () => {
    assert.equal(
      consoleLink(traceId(1), "eu-central-1"),
      `https://console.aws.amazon.com/xray/home?region=eu-central-1#/traces/${traceId(1)}`,
    );
    assert.match(consoleLink(traceId(1), "cn-north-1"), /^https:\/\/console\.amazonaws\.cn\//);
    assert.match(consoleLink(traceId(1), "us-gov-west-1"), /^https:\/\/console\.amazonaws-us-gov\.com\//);
  });

  it("takes a region and nothing else for one", () => {
    assert.deepEqual([" EU-Central-1 ", "us-gov-west-1"].map(readRegion), ["eu-central-1", "us-gov-west-1"]);
    for (const wrong of ["", "eu", "eu-central", "evil.example/?", "us-east-1#x"])
      assert.equal(readRegion(wrong), undefined);
  });
});

describe("page: address", () => {
  it("comes back as it was written", () => {
    const signs = fc.string({ unit: fc.constantFrom("/", "?", "#", "%", "&", "=", "+", " ", "a"), maxLength: 12 });
    const text = fc.oneof(signs, fc.string({ unit: "binary", maxLength: 40 })).filter((one) => one.isWellFormed());
    const view = fc.constantFrom(...VIEWS);
    fc.assert(
      fc.property(view, text, text, text, (name, trace, segment, filter) => {
        const open = name === "traces" && trace !== "" ? { trace, segment } : {};
        const route: Route = { view: name, filter, ...open };
        assert.deepEqual(parseRoute(formatRoute(route)), route);
      }),
    );
  });

  it("reads anything else as the list", () => {
    for (const hash of ["", "#", "#/nowhere", "#nonsense"])
      assert.deepEqual(parseRoute(hash), { view: "traces", filter: "" });
    assert.equal(parseRoute("#/traces/%E0%A4%A").trace, "%E0%A4%A");
  });
});

describe("page: keys", () => {
  const press = { key: "?", ctrlKey: false, metaKey: false, altKey: false, typing: false };

  it("finds each command by its key", () => {
    for (const { id, keys } of COMMANDS) for (const key of keys) assert.equal(commandOf({ ...press, key }), id);
    const all = COMMANDS.flatMap(({ keys }) => [...keys]);
    assert.equal(new Set(all).size, all.length, "no key means two things");
  });

  it("leaves text to text fields and modified keys to the browser", () => {
    for (const change of [{ typing: true }, { ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
      assert.equal(commandOf({ ...press, ...change }), undefined);
    }
    assert.equal(commandOf({ ...press, key: "x" }), undefined);
  });
});

describe("page: filters that the page writes itself", () => {
  it("can be read, whatever a service is called", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        parseFilter(filterForNode({ name: one }));
        parseFilter(filterForEdge({ name: one }, { name: other }));
      }),
    );
  });

  it("take clients by the service that they call, whose name they have", () => {
    assert.equal(filterForNode({ name: "pmp-api" }), 'service("pmp-api")');
    assert.equal(filterForEdge({ name: "pmp-api", type: "client" }, { name: "pmp-api" }), 'service("pmp-api")');
    assert.equal(filterForEdge({ name: "pmp-api" }, { name: "carts" }), 'edge("pmp-api", "carts")');
  });

  it("are drawn in colours without changing a letter", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('service("a") AND responsetime > 0.2')), (expression) => {
        assert.equal(
          inkOf(expression, [])
            .map(({ text }) => text)
            .join(""),
          expression,
        );
      }),
    );
    const ink = inkOf("fault AND nonsense", [{ message: "", from: 10, to: 18 }]);
    assert.deepEqual(
      ink.filter(({ text }) => text.trim() !== "").map(({ text, kind, wrong }) => [text, kind, wrong]),
      [
        ["fault", "word", false],
        ["AND", "joiner", false],
        ["nonsense", "word", true],
      ],
    );
  });
});
