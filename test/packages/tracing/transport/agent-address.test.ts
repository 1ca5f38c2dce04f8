import assert from "node:assert/strict";
import fc from "fast-check";
import { AgentAddressError, parseAgentAddress } from "../../../../packages/tracing/src/transport/agent-address.ts";

describe("AWS_XRAY_DAEMON_ADDRESS", () => {
  const allowed: [string, [string, number], [string, number]][] = [
    ["127.0.0.1:2000", ["127.0.0.1", 2000], ["127.0.0.1", 2000]],
    [
      " xray-daemon.pmp.svc.cluster.local:2000 ",
      ["xray-daemon.pmp.svc.cluster.local", 2000],
      ["xray-daemon.pmp.svc.cluster.local", 2000],
    ],
    ["tcp:a:1 udp:b:65535", ["b", 65535], ["a", 1]],
    ["udp:b:2 tcp:a:1", ["b", 2], ["a", 1]],
    ["UDP:[::1]:2 TCP:[fe80::1]:3", ["::1", 2], ["fe80::1", 3]],
    ["[::1]:2000", ["::1", 2000], ["::1", 2000]],
    ["udp:2000", ["udp", 2000], ["udp", 2000]],
  ];
  for (const [text, [udpHost, udpPort], [tcpHost, tcpPort]] of allowed) {
    it(`${text} is allowed`, () => {
      assert.deepEqual(parseAgentAddress(text), {
        udp: { host: udpHost, port: udpPort },
        tcp: { host: tcpHost, port: tcpPort },
      });
    });
  }

  const refused = [
    "",
    "127.0.0.1",
    ":2000",
    "127.0.0.1:0",
    "127.0.0.1:65536",
    "127.0.0.1:http",
    "http://127.0.0.1:2000",
    "::1:2000",
    "[127.0.0.1]:2000",
    "tcp:a:1",
    "tcp:a:1 tcp:b:2",
    "tcp:a:1 udp:b:2 udp:c:3",
    "a:1 b:2",
    "a b:2000",
    "a/b:2000",
  ];
  for (const text of refused) {
    it(`${JSON.stringify(text)} is refused with what is allowed`, () => {
      assert.throws(
        () => parseAgentAddress(text),
        (error) =>
          error instanceof AgentAddressError &&
          error.message.includes(JSON.stringify(text)) &&
          error.message.includes('"host:port" or "tcp:host:port udp:host:port"'),
      );
    });
  }

  it("is read or refused in words, whatever it is", () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom("tcp:", "udp:", ":", "2000", "[::1]", " ", "host"));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        try {
          const { udp, tcp } = parseAgentAddress(pieces.join(""));
          for (const { host, port } of [udp, tcp]) assert.ok(host !== "" && port >= 1 && port <= 65_535);
        } catch (error) {
          assert.ok(error instanceof AgentAddressError);
        }
      }),
    );
  });
});
