import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import { startApi } from "../packages/api/support.ts";
import { buildPackage } from "../packages/tracing/support/built.ts";
import { chart, render } from "./support/chart.ts";
import { find, installed, names, podOf } from "./support/manifests.ts";
import { env } from "./support/agent.ts";

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Runs one of the scripts that the pods of `helm test` run. */
function run(script: string, environment: Readonly<Record<string, string>>): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(chart, "files", "tests", `${script}.mjs`)],
      { env: { TEST_SECONDS: "0", ...environment } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}

interface FakeAgent {
  readonly address: string;
  readonly datagrams: readonly string[];
}

async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** An agent on one UDP and TCP port, that answers GetSamplingRules with these rules. */
async function withAgent(
  rules: readonly string[],
  use: (agent: FakeAgent) => Promise<void>,
  unknownAction = 404,
): Promise<void> {
  const records = rules.map((RuleName) => ({ SamplingRule: { RuleName } }));
  const server = await listen((request, response) => {
    response.statusCode = request.url === "/GetSamplingRules" ? 200 : unknownAction;
    response.end(JSON.stringify({ SamplingRuleRecords: records }));
  });
  const socket = createSocket("udp4");
  const datagrams: string[] = [];
  socket.on("message", (message) => datagrams.push(message.toString()));
  try {
    await new Promise<void>((resolve) => socket.bind(portOf(server), "127.0.0.1", resolve));
    await use({ address: `127.0.0.1:${portOf(server)}`, datagrams });
  } finally {
    socket.close();
    server.close();
  }
}

async function withApi(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = await listen(listener);
  try {
    await use(`http://127.0.0.1:${portOf(server)}/api/health`);
  } finally {
    server.close();
  }
}

describe("chart: helm test", () => {
  describe("of the agent", () => {
    it("sends a segment by UDP and fetches the rules by TCP", () =>
      withAgent(["pmp-api-health", "Default"], async ({ address, datagrams }) => {
        const { code, output } = await run("agent", { AWS_XRAY_DAEMON_ADDRESS: address });
        assert.equal(code, 0, output);
        const [header, document] = datagrams[0]!.split("\n");
        assert.deepEqual(JSON.parse(header!), { format: "json", version: 1 });
        const segment = JSON.parse(document!) as Readonly<Record<string, unknown>>;
        assert.deepEqual(Object.keys(segment).sort(), ["end_time", "id", "name", "start_time", "trace_id"]);
        assert.match(String(segment.trace_id), /^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
        assert.match(String(segment.id), /^[0-9a-f]{16}$/);
        assert.ok(output.includes(String(segment.trace_id)));
      }));

    it("fails when nobody listens, when X-Ray's rules don't come and when the address is none", async () => {
      const closed = await listen(() => undefined);
      const address = `127.0.0.1:${portOf(closed)}`;
      closed.close();
      await once(closed, "close");
      const refused = await run("agent", { AWS_XRAY_DAEMON_ADDRESS: address });
      assert.equal(refused.code, 1);
      assert.match(refused.output, /over UDP: .*ECONNREFUSED/);
      await withAgent(["pmp-api-health"], async (agent) => {
        const incomplete = await run("agent", { AWS_XRAY_DAEMON_ADDRESS: agent.address });
        assert.equal(incomplete.code, 1);
        assert.match(incomplete.output, /X-Ray always has a rule named Default/);
      });
      const wrong = await run("agent", { AWS_XRAY_DAEMON_ADDRESS: "xray-daemon" });
      assert.match(wrong.output, /is "xray-daemon", not host:port/);
    });
  });

  describe("of the API", () => {
    it("asks for the trace id, which comes back with the decision", () =>
      withApi(
        (request, response) => {
          const asked = String(request.headers["x-amzn-trace-id"]);
          assert.match(asked, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=\?$/);
          response.setHeader("x-amzn-trace-id", asked.replace("Sampled=?", "Sampled=1")).end();
        },
        async (url) => {
          const { code, output } = await run("api", { API_URL: url, TRACE_HEADER: "required" });
          assert.equal(code, 0, output);
        },
      ));

    it("passes with the reference API, as it is", async function () {
      buildPackage.call(this);
      const { child, port } = await startApi({ AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:1" });
      try {
        const API_URL = `http://127.0.0.1:${port}/api/health`;
        const { code, output } = await run("api", { API_URL, TRACE_HEADER: "required" });
        assert.equal(code, 0, output);
        assert.match(output, /X-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=[01]/);
      } finally {
        child.kill("SIGKILL");
        await once(child, "close");
      }
    });

    const answers: readonly [string, RequestListener, RegExp][] = [
      ["there is no trace id", (_request, response) => response.end(), /the API is not traced/],
      [
        "the trace id is another one",
        (_request, response) =>
          response.setHeader("x-amzn-trace-id", "Root=1-00000000-000000000000000000000000;Sampled=1").end(),
        /the response names another trace/,
      ],
      [
        "the decision is missing",
        (request, response) => response.setHeader("x-amzn-trace-id", String(request.headers["x-amzn-trace-id"])).end(),
        /does not say whether it is sampled/,
      ],
      ["the API fails", (_request, response) => response.writeHead(500).end(), /HTTP 500/],
    ];
    for (const [title, listener, message] of answers) {
      it(`fails when ${title}`, () =>
        withApi(listener, async (url) => {
          const { code, output } = await run("api", { API_URL: url, TRACE_HEADER: "required" });
          assert.equal(code, 1);
          assert.match(output, message);
        }));
    }
  });

  it("of an API that tells no trace id passes unless that is required", () =>
    withApi(
      (_request, response) => response.end(),
      async (url) => {
        const { code, output } = await run("api", { API_URL: url });
        assert.equal(code, 0, output);
        assert.match(output, /X-Amzn-Trace-Id: none/);
      },
    ));

  describe("of broken input", () => {
    it("finds agent and API alive after it", () =>
      withAgent(["Default"], ({ address, datagrams }) =>
        withApi(
          (_request, response) => response.end(),
          async (url) => {
            const { code, output } = await run("broken", { AWS_XRAY_DAEMON_ADDRESS: address, API_URL: url });
            assert.equal(code, 0, output);
            assert.equal(datagrams.length, 6);
          },
        ),
      ));

    it("fails when an agent answers an action that X-Ray does not have", () =>
      withAgent(
        ["Default"],
        async ({ address }) => {
          const { code, output } = await run("broken", { AWS_XRAY_DAEMON_ADDRESS: address });
          assert.equal(code, 1);
          assert.match(output, /an action that X-Ray does not have was answered with HTTP 200/);
        },
        200,
      ));

    it("fails when a broken trace header breaks the API", () =>
      withApi(
        (request, response) => response.writeHead(request.headers["x-amzn-trace-id"] === "nonsense" ? 500 : 200).end(),
        async (url) => {
          const { code, output } = await run("broken", { API_URL: url });
          assert.equal(code, 1);
          assert.match(output, /with a broken trace header: HTTP 500/);
        },
      ));
  });

  describe("as pods", () => {
    it("run the scripts against this release's own addresses, once, and go when they succeed", async () => {
      const manifests = await render({ namespace: "shop", values: { api: { servicePort: 8080 } } });
      const agent = { AWS_XRAY_DAEMON_ADDRESS: "xray-daemon:2000" };
      const api = { API_URL: "http://pmp-api:8080/api/health" };
      for (const [script, expected] of [
        ["agent", agent],
        ["api", { ...api, TRACE_HEADER: "required" }],
        ["broken", { ...agent, ...api }],
      ] as const) {
        const manifest = find(manifests, "Pod", `pmp-xray-test-${script}`);
        const { spec } = podOf(manifest)!;
        assert.deepEqual(spec.containers[0]!.command, ["node", `/tests/${script}.mjs`]);
        assert.equal(spec.containers[0]!.image, "pmp-api:0.1.0");
        assert.deepEqual(env(spec.containers[0]!), expected);
        assert.equal(spec.restartPolicy, "Never");
        assert.equal(spec.serviceAccountName, "pmp-xray-test");
        assert.deepEqual(manifest.metadata.annotations, {
          "helm.sh/hook": "test",
          "helm.sh/hook-weight": "0",
          "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded",
        });
      }
      const { data } = find(manifests, "ConfigMap", "pmp-xray-test");
      assert.deepEqual(Object.keys(data!).sort(), ["agent.mjs", "api.mjs", "broken.mjs", "lib.mjs"]);
    });

    const placed = {
      nodeSelector: { "kubernetes.io/arch": "arm64" },
      tolerations: [{ key: "dedicated", operator: "Exists" }],
      priorityClassName: "critical",
      podLabels: { compute: "fargate", "sidecar.istio.io/inject": "false", "app.kubernetes.io/version": "mine" },
      podAnnotations: { "example.com/note": "x" },
    };
    const elsewhere = { nodeSelector: { pool: "agents" }, tolerations: [], podLabels: { team: "platform" } };

    for (const [title, values, expected] of [
      ["the API's", { api: placed, agent: elsewhere }, placed],
      ["the agent's, without an API", { api: { enabled: false }, agent: placed }, placed],
    ] as const) {
      it(`go where pods of the release can go, as ${title} do, and carry the same labels and annotations`, async () => {
        const manifests = await render({
          values: {
            ...values,
            tests: { image: "node:24" },
            networkPolicy: { agent: { from: [{ podSelector: {} }] } },
          },
        });
        const pods = manifests.filter((each) => each.kind === "Pod");
        assert.ok(pods.length >= 2);
        for (const { metadata, spec } of pods) {
          assert.partialDeepStrictEqual(spec, {
            nodeSelector: { "kubernetes.io/os": "linux", ...expected.nodeSelector },
            tolerations: expected.tolerations,
            priorityClassName: expected.priorityClassName,
          });
          const labels: Readonly<Record<string, string>> = {
            ...expected.podLabels,
            "app.kubernetes.io/version": "0.1.0",
          };
          assert.partialDeepStrictEqual(metadata.labels, labels);
          assert.equal(metadata.labels?.["app.kubernetes.io/name"], "pmp-xray-test");
          assert.equal(metadata.annotations?.["example.com/note"], "x");
          assert.equal(metadata.annotations["helm.sh/hook"], "test");
        }
      });
    }

    it("run the image of the mirror, when there is one", async () => {
      const values = {
        global: { imageRegistry: "mirror.example.com/ecr" },
        tests: { image: "public.ecr.aws/docker/library/node:22" },
      };
      const [container] = podOf(find(await render({ values }), "Pod", "pmp-xray-test-api"))!.spec.containers;
      assert.equal(container!.image, "mirror.example.com/ecr/docker/library/node:22");
    });

    it("are left out, with all that is theirs, where nothing runs hooks", async () => {
      const manifests = await render({ values: { tests: { enabled: false } } });
      assert.deepEqual(names(manifests), names(installed(await render())));
    });

    it("require the trace header unless the values say that the API does not tell it", async () => {
      for (const [values, expected] of [
        [{}, "required"],
        [{ tests: { requireTraceHeader: false } }, undefined],
      ] as const) {
        const [container] = podOf(find(await render({ values }), "Pod", "pmp-xray-test-api"))!.spec.containers;
        assert.equal(env(container!).TRACE_HEADER, expected);
      }
    });

    it("have an account without rights, and take no calls", async () => {
      const manifests = await render();
      const before = { "helm.sh/hook": "test", "helm.sh/hook-weight": "-1" };
      const account = find(manifests, "ServiceAccount", "pmp-xray-test");
      assert.equal(account.automountServiceAccountToken, false);
      const policy = find(manifests, "NetworkPolicy", "pmp-xray-test");
      const pod = find(manifests, "Pod", "pmp-xray-test-broken");
      assert.deepEqual(policy.spec, {
        podSelector: {
          matchLabels: { "app.kubernetes.io/name": "pmp-xray-test", "app.kubernetes.io/instance": "pmp" },
        },
        policyTypes: ["Ingress"],
      });
      assert.equal(pod.metadata.labels?.["app.kubernetes.io/name"], "pmp-xray-test");
      for (const { metadata } of [account, policy]) {
        assert.deepEqual(Object.fromEntries(Object.entries(metadata.annotations!).slice(0, 2)), before);
      }
    });

    const from = [{ podSelector: {} }];
    const tests = async (values: object): Promise<readonly string[]> => {
      const manifests = await render({ values: { networkPolicy: { agent: { from } }, ...values } });
      const hooks = names(manifests.filter((each) => installed([each]).length === 0));
      return hooks.filter((name) => name.startsWith("Pod/")).map((name) => name.replace("Pod/pmp-xray-test-", ""));
    };

    it("leave out what is not installed", async () => {
      assert.deepEqual(await tests({ agent: { mode: "sidecar" } }), ["api", "broken"]);
      assert.deepEqual(await tests({ api: { enabled: false } }), []);
      assert.deepEqual(await tests({ api: { enabled: false }, tests: { image: "node:24" } }), ["agent", "broken"]);
    });
  });
});
