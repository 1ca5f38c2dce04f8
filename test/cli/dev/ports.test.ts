import assert from "node:assert/strict";
import { PortTakenError, type XRayLocal, type XRayLocalOptions } from "@pmp/xray-local";
import { portProblems, startOnFreePorts } from "../../../cli/dev/ports.ts";

/** An X-Ray that starts on all ports but these, and says on which. */
function startsBut(...taken: readonly (readonly [number, "tcp" | "udp"])[]): {
  tried: Pick<XRayLocalOptions, "port" | "agentPort" | "otlpPort">[];
  start: (options: XRayLocalOptions) => Promise<XRayLocal>;
} {
  const tried: Pick<XRayLocalOptions, "port" | "agentPort" | "otlpPort">[] = [];
  const start = (options: XRayLocalOptions): Promise<XRayLocal> => {
    const { port, agentPort, otlpPort } = options;
    tried.push({
      ...(port !== undefined && { port }),
      ...(agentPort !== undefined && { agentPort }),
      ...(otlpPort !== undefined && { otlpPort }),
    });
    const used = [
      [agentPort, "udp"],
      [agentPort, "tcp"],
      [otlpPort, "tcp"],
      [port, "tcp"],
    ] as const;
    for (const [number, protocol] of used) {
      if (typeof number === "number" && taken.some(([each, of]) => each === number && of === protocol)) {
        return Promise.reject(new PortTakenError(number, protocol, "127.0.0.1"));
      }
    }
    return Promise.resolve({
      apiUrl: "",
      agentAddress: "",
      onTrace: () => () => undefined,
      counters: () => assert.fail(),
      traces: () => [],
      close: () => Promise.resolve(),
    });
  };
  return { tried, start };
}

describe("the ports of pmp-xray dev", () => {
  it("are the usual ones", async () => {
    const { tried, start } = startsBut();
    await startOnFreePorts({}, {}, start);
    assert.deepEqual(tried, [{ otlpPort: 4318, port: 2001, agentPort: 2000 }]);
  });

  it("are the next free ones where these are taken, and never two the same", async () => {
    const { tried, start } = startsBut([2000, "udp"], [2001, "tcp"], [2002, "tcp"], [4318, "tcp"]);
    await startOnFreePorts({}, {}, start);
    const last = tried.at(-1)!;
    assert.deepEqual(last, { otlpPort: 4319, port: 2004, agentPort: 2003 });
    for (const { port, agentPort, otlpPort } of tried) assert.equal(new Set([port, agentPort, otlpPort]).size, 3);
  });

  it("make room for one that was given", async () => {
    const { tried, start } = startsBut();
    await startOnFreePorts({ port: 2000, otlpPort: false }, {}, start);
    assert.deepEqual(tried, [{ otlpPort: false, port: 2000, agentPort: 2002 }]);
  });

  it("are refused in words when one that was given is taken", async () => {
    for (const [given, taken, option] of [
      [{ port: 3000 }, [3000, "tcp"], "--port"],
      [{ agentPort: 3000 }, [3000, "udp"], "--agent-port"],
      [{ otlpPort: 3000 }, [3000, "tcp"], "--otlp-port"],
    ] as const) {
      const { start } = startsBut(taken);
      await assert.rejects(startOnFreePorts(given, {}, start), {
        name: "UsageError",
        message: new RegExp(`^${option}: .* port 3000 .* in use .* Without ${option} the next free port is used\\.$`),
      });
    }
  });

  it("are asked of the system in the end", async () => {
    const all = Array.from({ length: 200 }, (_, index) => [2000 + index, "udp"] as const);
    const { tried, start } = startsBut(...all);
    await startOnFreePorts({}, {}, start);
    assert.equal(tried.at(-1)?.agentPort, 0);
    assert.ok(tried.length < 100);
  });

  it("must differ when they are given", () => {
    assert.deepEqual(portProblems({ port: 5, agentPort: 5, otlpPort: false }), [
      "--port and --agent-port are both 5; they must differ.",
    ]);
    assert.deepEqual(portProblems({ port: 5, agentPort: 6 }), []);
  });
});
