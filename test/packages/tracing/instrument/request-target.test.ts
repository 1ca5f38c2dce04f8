import assert from "node:assert/strict";
import { IncomingMessage } from "node:http";
import { connect, Socket } from "node:net";
import { once } from "node:events";
import fc from "fast-check";
import { targetOf } from "../../../../packages/tracing/src/instrument/request-target.ts";
import { rule } from "../support/fake-agent.ts";
import { at, SAMPLED, Traced } from "../support/traced.ts";

function target(url: string, host?: string): object {
  const request = new IncomingMessage(new Socket());
  request.url = url;
  if (host !== undefined) request.headers.host = host;
  return targetOf(request);
}

describe("the target of a request", () => {
  const cases: [string, { path: string; host?: string; scheme?: string }][] = [
    ["/orders/7?token=abc", { path: "/orders/7" }],
    ["//orders//7", { path: "//orders//7" }],
    ["/a#b", { path: "/a" }],
    ["/http://shop.test/x", { path: "/http://shop.test/x" }],
    ["http://shop.test/orders/7?token=abc", { path: "/orders/7", host: "shop.test", scheme: "http" }],
    ["HTTPS://shop.test:8443/orders", { path: "/orders", host: "shop.test:8443", scheme: "https" }],
    ["http://user:pass@shop.test/", { path: "/", host: "shop.test", scheme: "http" }],
    ["http://shop.test", { path: "/", host: "shop.test", scheme: "http" }],
    ["http://shop.test?token=abc", { path: "/", host: "shop.test", scheme: "http" }],
    ["http://[2001:db8::1]:80/x", { path: "/x", host: "[2001:db8::1]:80", scheme: "http" }],
    ["ftp://shop.test/x", { path: "/x", host: "shop.test" }],
    ["http:///x", { path: "/x", scheme: "http" }],
    ["*", { path: "/" }],
    ["shop.test:443", { path: "/" }],
    ["", { path: "/" }],
  ];
  for (const [url, expected] of cases) {
    it(`${JSON.stringify(url)} is ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(target(url, "header.test"), { host: "header.test", scheme: undefined, ...expected }));
  }

  it("is a path that begins with a slash and holds no query, whatever comes", () => {
    const part = fc.string({ unit: fc.constantFrom("/", ":", "@", "?", "#", "[", "]", "*", ".", "a", "1", "%") });
    const url = fc.tuple(fc.constantFrom("", "/", "http://", "x:", "*"), part).map((parts) => parts.join(""));
    fc.assert(
      fc.property(url, (text) => {
        const { path } = target(text) as { path: string };
        assert.match(path, /^\/[^?#]*$/);
      }),
    );
  });
});

describe("a request with a whole URL as its target", () => {
  let traced: Traced;
  beforeEach(async () => {
    // Only the path of the request, not that of a doubled URL, matches this rule.
    traced = await Traced.start({}, [rule("orders", { URLPath: "/orders/*", Host: "shop.test" })]);
    await traced.agent.until("the rules", () => traced.agent.calls.length > 0);
  });
  afterEach(() => traced.stop());

  async function send(port: number, head: string): Promise<void> {
    const socket = connect(port, "127.0.0.1");
    socket.write(`${head}\r\nhost: other.test\r\nconnection: close\r\n\r\n`);
    socket.resume();
    await once(socket, "close");
  }

  it("is shown with that URL once, and without its query", async () => {
    const port = await traced.serve((_request, response) => response.end("ok"));
    const header = `x-amzn-trace-id: ${SAMPLED["x-amzn-trace-id"]}`;
    await send(port, `GET http://shop.test/orders/7?token=abc HTTP/1.1\r\n${header}`);
    await send(port, `OPTIONS * HTTP/1.1\r\n${header}`);
    const [absolute, asterisk] = await traced.documents(2);
    assert.equal(at(absolute, "http", "request", "url"), "http://shop.test/orders/7");
    assert.equal(at(asterisk, "http", "request", "url"), "http://other.test/");
  });

  it("is decided by its path and its host", async () => {
    const port = await traced.serve((_request, response) => response.end("ok"));
    const decided = (): boolean =>
      traced.agent.documents.some((each) => at(each, "aws", "xray", "sampling_rule_name") === "orders");
    while (!decided()) {
      await send(port, "GET http://shop.test/orders/7 HTTP/1.1");
      await traced.tracing.flush();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});
