import assert from "node:assert/strict";
import { IncomingMessage, type IncomingHttpHeaders } from "node:http";
import { Socket } from "node:net";
import { hostName, readRequest } from "../../../../packages/tracing/src/instrument/read-request.ts";
import { targetOf } from "../../../../packages/tracing/src/instrument/request-target.ts";
import { attributesOf as asAttributes } from "../../../../packages/tracing/src/http-request-info.ts";

function attributesOf(headers: IncomingHttpHeaders, peer: string): Record<string, unknown> {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: peer });
  const request = new IncomingMessage(socket);
  request.method = "GET";
  request.headers = headers;
  return { ...asAttributes(readRequest(request, { ...targetOf(request), path: "/x" }, "rule")) };
}

describe("attributes of a request", () => {
  it("are those with which it begins", () => {
    assert.deepEqual(attributesOf({ host: "shop.example.com:8080", "user-agent": "curl/8" }, "10.0.0.7"), {
      "http.request.method": "GET",
      "url.scheme": "http",
      "url.path": "/x",
      "server.address": "shop.example.com",
      "server.port": 8080,
      "network.peer.address": "10.0.0.7",
      "client.address": "10.0.0.7",
      "user_agent.original": "curl/8",
      "aws.xray.sampling_rule_name": "rule",
    });
  });

  it("name an IPv4 peer of a server that listens on IPv6 by its IPv4 address", () => {
    assert.equal(attributesOf({}, "::ffff:10.0.0.7")["network.peer.address"], "10.0.0.7");
    assert.equal(attributesOf({}, "2001:db8::7")["client.address"], "2001:db8::7");
  });

  it("take the first of the forwarding proxies' addresses, and no scheme but the two there are", () => {
    const scheme = (proto: string): unknown => attributesOf({ "x-forwarded-proto": proto }, "10.0.0.7")["url.scheme"];
    assert.equal(
      attributesOf({ "x-forwarded-for": " 203.0.113.9 , 10.0.0.1" }, "10.0.0.7")["client.address"],
      "203.0.113.9",
    );
    assert.equal(scheme("HTTPS, http"), "https");
    for (const proto of ["javascript", "", "https:"]) assert.equal(scheme(proto), "http", proto);
  });

  const clients: [string, string][] = [
    ["203.0.113.7:51234", "203.0.113.7"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ['"[2001:db8::1]:443"', "2001:db8::1"],
    ["2001:db8::1", "2001:db8::1"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["unknown", "10.0.0.7"],
    ["_hidden", "10.0.0.7"],
    ["<script>alert(1)</script>", "10.0.0.7"],
    ["203.0.113.7 or so", "10.0.0.7"],
    ["999.0.0.1", "10.0.0.7"],
    ["x".repeat(8_000), "10.0.0.7"],
    ["", "10.0.0.7"],
    [", 203.0.113.7", "10.0.0.7"],
  ];
  for (const [header, expected] of clients) {
    it(`name the client of X-Forwarded-For ${JSON.stringify(header.slice(0, 40))} ${expected}`, () =>
      assert.equal(attributesOf({ "x-forwarded-for": header }, "10.0.0.7")["client.address"], expected));
  }

  const hosts: [string | undefined, string][] = [
    [undefined, ""],
    ["shop.example.com", "shop.example.com"],
    ["shop.example.com:8080", "shop.example.com"],
    ["[2001:db8::7]:8080", "[2001:db8::7]"],
    ["[2001:db8::7]", "[2001:db8::7]"],
    ["shop:http", "shop:http"],
  ];
  for (const [host, expected] of hosts) {
    it(`the host of ${String(host)} is ${JSON.stringify(expected)}`, () => assert.equal(hostName(host), expected));
  }
});
