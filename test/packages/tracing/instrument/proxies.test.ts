import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";
import { fetch as undiciFetch, ProxyAgent, request as undiciRequest } from "undici";
import { buildPackage } from "../support/built.ts";
import { FakeAgent, type JsonObject } from "../support/fake-agent.ts";
import { handled } from "../support/handled.ts";
import { identityOf, type Identity } from "../support/identity.ts";
import { Proxy } from "../support/proxy.ts";
import { at, call, SAMPLED, Traced } from "../support/traced.ts";
import { Upstream } from "../support/upstream.ts";
import { Program } from "../process/support.ts";

/** Resolved by no name server: only the proxy leads there. */
const HOST = "prices.shop.internal";

describe("a call through a proxy", () => {
  let identity: Identity;
  let upstream: Upstream;
  let proxy: Proxy;
  before(async () => {
    identity = await identityOf(HOST);
  });

  async function startUpstream(scheme: string): Promise<void> {
    upstream = await Upstream.start(scheme === "https" ? identity : undefined);
    proxy = await Proxy.start(() => upstream.port);
  }
  afterEach(() => {
    upstream.close();
    proxy.close();
  });

  /** One subsegment, of the target; one header of each kind there, and none for the proxy by itself. */
  function assertOfTarget(document: JsonObject | undefined, url: string, sent: number): void {
    assert.equal(document?.name, HOST);
    assert.equal(at(document, "http", "request", "url"), url);
    assert.equal(at(document, "http", "response", "status"), 200);
    assert.equal(document.fault, undefined);
    const id = String(document.id);
    assert.deepEqual(upstream.sent("traceparent", sent), [`00-5759e988bd862e3fe1be46a994272793-${id}-01`]);
    assert.deepEqual(upstream.sent("x-amzn-trace-id", sent), [
      `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=${id};Sampled=1`,
    ]);
    for (const head of proxy.heads.filter((each) => each.startsWith("CONNECT "))) {
      assert.doesNotMatch(head, /^(traceparent|x-amzn-trace-id):/im);
    }
  }

  describe("of this process", () => {
    let traced: Traced;
    beforeEach(async () => {
      traced = await Traced.start();
    });
    afterEach(() => traced.stop());

    async function withEnvProxy(work: () => Promise<unknown>): Promise<void> {
      const restore = http.setGlobalProxyFromEnv({ http_proxy: proxy.url, https_proxy: proxy.url });
      try {
        await work();
      } finally {
        restore();
      }
    }

    const agent = (options: object): ProxyAgent =>
      new ProxyAgent({ uri: proxy.url, requestTls: { ca: identity.cert }, ...options });
    const ways: [string, string, boolean, (url: string) => Promise<unknown>][] = [
      ["undici's ProxyAgent by a tunnel", "http", true, (url) => byAgent(url, { proxyTunnel: true })],
      ["undici's ProxyAgent without a tunnel", "http", false, (url) => byAgent(url, { proxyTunnel: false })],
      ["undici's ProxyAgent with TLS", "https", true, (url) => byAgent(url, {})],
      ["undici's request()", "https", true, byRequest],
      ["node:http by the environment's proxy", "http", false, (url) => withEnvProxy(() => byNode(url))],
      ["node:https by the environment's proxy", "https", true, (url) => withEnvProxy(() => byNode(url))],
    ];

    async function byAgent(url: string, options: object): Promise<void> {
      const dispatcher = agent(options);
      await (await undiciFetch(url, { dispatcher })).text();
      await dispatcher.close();
    }

    async function byRequest(url: string): Promise<void> {
      const dispatcher = agent({});
      await (await undiciRequest(url, { dispatcher })).body.text();
      await dispatcher.close();
    }

    function byNode(url: string): Promise<unknown> {
      const get = url.startsWith("https:") ? https.get : http.get;
      return new Promise((resolve, reject) => {
        get(url, { ca: identity.cert }, (response) => response.resume().on("end", resolve)).on("error", reject);
      });
    }

    for (const [name, scheme, tunnel, send] of ways) {
      it(`is the service's, with one header of each kind: ${name}`, async () => {
        await startUpstream(scheme);
        const url = `${scheme}://${HOST}/v1/eur`;
        const { calls } = await handled(traced, () => send(url));
        assert.equal(calls.length, 1);
        assert.equal(proxy.heads[0]?.startsWith("CONNECT "), tunnel, proxy.heads[0]);
        assertOfTarget(calls[0], url, 0);
      });
    }
  });

  describe("that NODE_USE_ENV_PROXY names", () => {
    before(buildPackage);

    for (const scheme of ["http", "https"]) {
      it(`is the service's, with one header of each kind, by fetch and by node:${scheme}`, async () => {
        await startUpstream(scheme);
        const collector = await FakeAgent.start();
        const url = `${scheme}://${HOST}/v1/eur`;
        const program = new Program(
          "proxied.mjs",
          Program.env(collector, {
            PROXIED: url,
            NODE_USE_ENV_PROXY: "1",
            HTTP_PROXY: proxy.url,
            HTTPS_PROXY: proxy.url,
            NODE_TLS_REJECT_UNAUTHORIZED: "0",
          }),
        );
        try {
          await call(await program.port(), { headers: SAMPLED });
          const documents = await collector.documentsUntil(3);
          const calls = documents.filter(({ type }) => type === "subsegment");
          const byStart = calls.sort((a, b) => Number(a.start_time) - Number(b.start_time));
          assert.equal(byStart.length, 2, program.stderr);
          for (const [sent, each] of byStart.entries()) assertOfTarget(each, url, sent);
          assert.ok(proxy.heads.length > 0, "the proxy was not asked");
        } finally {
          program.kill("SIGKILL");
          await program.ended;
          collector.close();
        }
      });
    }
  });
});
