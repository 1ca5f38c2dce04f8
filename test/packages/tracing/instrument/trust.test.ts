import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../../../../packages/tracing/src/settings.ts";
import { PACKAGE } from "../support/built.ts";
import { rule } from "../support/fake-agent.ts";
import { call, ROOT, Traced, TRACE_ID, type CallOptions } from "../support/traced.ts";

const PARENT = "53995c3f42cd8ad8";
const HEX_ID = "5759e988bd862e3fe1be46a994272793";

/** How a caller says yes. */
const YES: Record<string, Record<string, string>> = {
  "X-Amzn-Trace-Id": { "x-amzn-trace-id": `${ROOT};Parent=${PARENT};Sampled=1` },
  traceparent: { traceparent: `00-${HEX_ID}-${PARENT}-01` },
  both: { "x-amzn-trace-id": `${ROOT};Parent=${PARENT};Sampled=1`, traceparent: `00-${HEX_ID}-${PARENT}-01` },
  "X-Amzn-Trace-Id without a parent": { "x-amzn-trace-id": `${ROOT};Sampled=1` },
};

interface Row {
  setting: string | undefined;
  peer: string;
  headers: Record<string, string>;
  accepted: boolean;
}

/** The table of the package's README: setting, peer, forwarded, other header, decision. */
function rows(): Row[] {
  const lines = readFileSync(join(PACKAGE, "README.md"), "utf8").split("\n");
  const start = lines.findIndex((line) => line.startsWith("| `PMP_TRUST_SAMPLED`") && line.includes("peer"));
  const table = lines.slice(start + 2);
  return table.slice(0, table.indexOf("")).map((line) => {
    const cells = line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", ""));
    const [setting = "", peer = "", forwarded = "", header = "", decision = ""] = cells;
    assert.equal(cells.length, 5, line);
    assert.ok(decision === "accepted" || decision === "ignored", line);
    return {
      setting: setting === "not set" ? undefined : setting,
      peer,
      headers: { ...headerOf(forwarded), ...headerOf(header) },
      accepted: decision === "accepted",
    };
  });
}

function headerOf(cell: string): Record<string, string> {
  const [name, value] = /^(\S+): (.+)$/.exec(cell)?.slice(1) ?? [];
  assert.ok(cell === "–" || name !== undefined, cell);
  return name === undefined || value === undefined ? {} : { [name]: value };
}

describe("whose decision to sample counts", () => {
  const folder = mkdtempSync(join(tmpdir(), "pmp-trust-"));
  after(() => rmSync(folder, { recursive: true }));

  function planOf(FixedRate: number): string {
    const path = join(folder, `plan-${FixedRate}.json`);
    const only = rule("only", { FixedRate });
    delete only.Attributes;
    writeFileSync(path, JSON.stringify({ version: 1, SamplingRules: [only] }));
    return path;
  }

  /** A traced service whose handler calls another one, and what that one was sent. */
  class Service {
    readonly traced: Traced;
    readonly passedOn: Record<string, unknown>[] = [];
    #downstream = 0;

    private constructor(traced: Traced) {
      this.traced = traced;
    }

    static async start(setting: string | undefined, rate: number): Promise<Service> {
      const settings = readSettings(setting === undefined ? {} : { PMP_TRUST_SAMPLED: setting });
      const { trustSampled } = settings;
      const traced = await Traced.start({ planFile: planOf(rate), ...(trustSampled && { trustSampled }) });
      const service = new Service(traced);
      service.#downstream = await traced.serve((incoming, response) => {
        service.passedOn.push(incoming.headers);
        response.end();
      });
      return service;
    }

    /** A server to which each connection seems to come from this peer. */
    server(peer: string): Server {
      const server = createServer((_request, response) => {
        request({ port: this.#downstream, host: "127.0.0.1", agent: false }, (answer) => {
          answer.resume().on("end", () => response.end());
        }).end();
      });
      if (peer !== "Unix socket") {
        server.on("connection", (socket) => Object.defineProperty(socket, "remoteAddress", { value: peer }));
      }
      return server;
    }

    async call(peer: string, options: CallOptions): Promise<void> {
      const server = this.server(peer);
      if (peer !== "Unix socket") {
        await call(await this.traced.adopt(server), options);
        return;
      }
      const path = join(folder, `${Math.random()}.sock`);
      server.listen(path);
      await once(server, "listening");
      await new Promise((resolve, reject) => {
        const outgoing = request({ socketPath: path, agent: false, headers: options.headers }, (answer) => {
          answer.resume().on("end", resolve);
        });
        outgoing.on("error", reject).end();
      });
      server.close();
    }
  }

  const table = rows();
  it("is a table with each kind of setting and both decisions", () => {
    assert.ok(table.length > 30);
    for (const kind of [undefined, "all", "none"]) assert.ok(table.some(({ setting }) => setting === kind));
    assert.ok(table.some(({ accepted }) => accepted) && table.some(({ accepted }) => !accepted));
  });

  for (const { setting, peer, headers, accepted } of table) {
    const given = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const what = [setting ?? "not set", peer, ...given].join(" | ");
    it(`README: ${what}: a yes is ${accepted ? "accepted" : "ignored"}`, async () => {
      const never = await Service.start(setting, 0);
      const expected = accepted ? "1" : "0";
      for (const [name, yes] of Object.entries(YES)) {
        await never.call(peer, { headers: { ...yes, ...headers } });
        const sent = never.passedOn.at(-1) ?? {};
        assert.match(
          String(sent["x-amzn-trace-id"]),
          new RegExp(`^${ROOT};Parent=[0-9a-f]{16};Sampled=${expected}$`),
          name,
        );
        assert.match(String(sent.traceparent), new RegExp(`^00-${HEX_ID}-[0-9a-f]{16}-0${expected}$`), name);
      }
      // Each is a segment and the subsegment of its call. Whether the other service accepts the yes is not tested here.
      const documents = await never.traced.documents(accepted ? 2 * Object.keys(YES).length : 0);
      assert.equal(documents.length > 0, accepted);
      await never.traced.stop();
    });
  }

  it("leaves the ids as they came when the plan says yes", async () => {
    const always = await Service.start("none", 1);
    for (const name of ["X-Amzn-Trace-Id", "traceparent", "both"]) {
      await always.call("203.0.113.7", { headers: YES[name] ?? {} });
    }
    const segments = (await always.traced.documents(9)).filter(({ parent_id }) => parent_id === PARENT);
    assert.deepEqual(
      segments.map(({ trace_id }) => trace_id),
      [TRACE_ID, TRACE_ID, TRACE_ID],
    );
    for (const segment of segments) assert.match(JSON.stringify(segment), /"sampling_rule_name":"only"/);
    await always.traced.stop();
  });

  it("takes a no from anybody, and decides where there is none, whoever asks", async () => {
    for (const setting of [undefined, "all", "none", "10.0.0.0/8"]) {
      const always = await Service.start(setting, 1);
      for (const peer of ["203.0.113.7", "10.0.0.7"]) {
        await always.call(peer, { headers: { "x-amzn-trace-id": `${ROOT};Parent=${PARENT};Sampled=0` } });
        await always.call(peer, { headers: { traceparent: `00-${HEX_ID}-${PARENT}-00` } });
      }
      assert.deepEqual(
        always.passedOn.map((sent) => String(sent["x-amzn-trace-id"]).slice(-1)),
        ["0", "0", "0", "0"],
      );
      await always.call("203.0.113.7", { headers: { "x-amzn-trace-id": `${ROOT};Parent=${PARENT};Sampled=?` } });
      await always.call("203.0.113.7", { headers: { "x-amzn-trace-id": ROOT } });
      assert.deepEqual(
        always.passedOn.slice(4).map((sent) => String(sent["x-amzn-trace-id"]).slice(-1)),
        ["1", "1"],
      );
      await always.traced.stop();
    }
  });

  it("never lets callers from outside raise the share that the plan records", async () => {
    const half = await Service.start(undefined, 0.5);
    const server = half.server("203.0.113.7");
    const port = await half.traced.adopt(server);
    // At a rate of one half the upper bits of the last 13 digits decide, with the header as without its "yes".
    const ids = Array.from(
      { length: 60 },
      (_, i) =>
        `1-5759e988-${(i * 4_000_037).toString(16).padStart(11, "0")}${((i * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0")}00000`,
    );
    const decisions = async (end: string): Promise<string[]> => {
      half.passedOn.length = 0;
      for (const id of ids) await call(port, { headers: { "x-amzn-trace-id": `Root=${id}${end}` } });
      return half.passedOn.map((sent) => String(sent["x-amzn-trace-id"]).slice(-1));
    };
    const own = await decisions("");
    assert.ok(own.includes("0") && own.includes("1"));
    for (const end of [";Sampled=1", `;Parent=${PARENT};Sampled=1`]) assert.deepEqual(await decisions(end), own);
    await half.traced.stop();
  });

  it("can't be raised by so many headers that what a proxy added is left out, by Node or with the request", async () => {
    const never = await Service.start(undefined, 0);
    const server = never.server("10.0.0.7");
    server.maxHeadersCount = 20;
    const port = await never.traced.adopt(server);
    const lines = ["GET / HTTP/1.1", "host: shop.example", "connection: close", `x-amzn-trace-id: ${ROOT};Sampled=1`];
    const filler = Array.from({ length: 30 }, (_, i) => `x-${i}: 1`);
    const socket = connect(port, "127.0.0.1");
    socket.write(`${[...lines, ...filler, "x-forwarded-for: 203.0.113.7"].join("\r\n")}\r\n\r\n`);
    const [head] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    // Node 24 refuses the request; older ones leave headers out.
    if (!head.toString().startsWith("HTTP/1.1 431")) {
      assert.match(String(never.passedOn[0]?.["x-amzn-trace-id"]), /Sampled=0$/);
    }
    await never.traced.stop();
  });

  it("takes no yes from a connection whose peer is not known", async () => {
    const never = await Service.start(undefined, 0);
    const server = never.server("Unix socket");
    server.on("connection", (socket) => Object.defineProperty(socket, "remoteAddress", { value: undefined }));
    await call(await never.traced.adopt(server), { headers: YES.both ?? {} });
    assert.match(String(never.passedOn[0]?.["x-amzn-trace-id"]), /Sampled=0$/);
    await never.traced.stop();
  });
});
