import type { Chaos } from "../chaos.ts";
import type { ChaosLink } from "../link.ts";
import { bundled } from "../preload.ts";

const API = "deployment/pmp-api";

/** Variables of the API's container, which win over those of its ConfigMap. */
const withEnv = (env: Readonly<Record<string, string>>) => (chaos: Chaos) =>
  chaos.roll(API, ({ containers: [container] }) => {
    container.env.push(...Object.entries(env).map(([name, value]) => ({ name, value })));
  });

/** Has a module loaded before the API, as a forgotten `--require` of another product does. */
const withModule = (source: string) => async (chaos: Chaos) => {
  await chaos.add("configmap/chaos-module", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "chaos-module" },
    data: { "module.cjs": await bundled(source) },
  });
  await chaos.roll(API, (spec) => {
    const [container] = spec.containers;
    spec.volumes.push({ name: "chaos-module", configMap: { name: "chaos-module" } });
    container.volumeMounts.push({ name: "chaos-module", mountPath: "/chaos" });
    container.env.push({ name: "NODE_OPTIONS", value: "--require /chaos/module.cjs" });
  });
};

/** Instead of the pods that run, not beside them: a rollout would keep the old ones. */
const replaced =
  (change: (container: { image: string; command?: string[] }) => void, reason: RegExp) => async (chaos: Chaos) => {
    await chaos.changePods(API, ({ containers: [container] }, workload) => {
      workload.strategy = { type: "Recreate" };
      change(container);
    });
    await chaos.podWaits("pmp-api", reason);
    await chaos.until("only the broken pod is left", async () => (await chaos.pods("pmp-api")).length === 1);
  };

/** The API is instrumented, and takes callers' headers as it should. */
export const APP: readonly ChaosLink[] = [
  {
    name: "api-scaled-to-zero",
    expected: "api-is-running",
    broken: "the API's Deployment is scaled to 0",
    break: async (chaos) => {
      await chaos.changePods(API, (_, workload) => {
        workload.replicas = 0;
      });
      await chaos.until("the API's pods are gone", async () => (await chaos.pods("pmp-api")).length === 0);
    },
  },
  {
    name: "api-crashes",
    expected: "api-is-running",
    broken: "the API's process ends at once, again and again",
    break: replaced((container) => {
      container.command = ["node", "-e", "process.exit(1)"];
    }, /^CrashLoopBackOff$/),
  },
  {
    name: "api-image-not-there",
    expected: "api-is-running",
    broken: "the API's image can't be pulled",
    break: replaced((container) => {
      container.image = "pmp-xray.local/pmp-api:no-such-tag";
    }, /^ImagePullBackOff$/),
  },
  {
    name: "wrong-service-name",
    expected: "service-has-a-name",
    broken: "the API reports as shop (OTEL_SERVICE_NAME)",
    break: withEnv({ OTEL_SERVICE_NAME: "shop" }),
  },
  {
    name: "address-is-a-url",
    expected: "address-is-well-formed",
    broken: "AWS_XRAY_DAEMON_ADDRESS is a URL",
    break: withEnv({ AWS_XRAY_DAEMON_ADDRESS: "http://xray-daemon:2000" }),
  },
  {
    name: "address-is-loopback",
    expected: "address-is-the-agents",
    broken: "AWS_XRAY_DAEMON_ADDRESS is 127.0.0.1:2000, as with a sidecar",
    break: withEnv({ AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000" }),
  },
  {
    name: "address-of-no-service",
    expected: "service-exists",
    broken: "AWS_XRAY_DAEMON_ADDRESS names a Service that is not there",
    break: withEnv({ AWS_XRAY_DAEMON_ADDRESS: "xray-agent:2000" }),
  },
  {
    name: "address-with-another-port",
    expected: "service-carries-udp-and-tcp",
    broken: "AWS_XRAY_DAEMON_ADDRESS has port 2001, which the Service does not have",
    break: withEnv({ AWS_XRAY_DAEMON_ADDRESS: "xray-daemon:2001" }),
  },
  {
    name: "sdk-disabled",
    expected: "tracing-is-not-disabled",
    broken: "OTEL_SDK_DISABLED is true",
    break: withEnv({ OTEL_SDK_DISABLED: "true" }),
  },
  {
    name: "exporter-off",
    expected: "tracing-is-not-disabled",
    broken: "OTEL_TRACES_EXPORTER is none",
    break: withEnv({ OTEL_TRACES_EXPORTER: "none" }),
  },
  {
    name: "unknown-exporter",
    expected: "settings-of-tracing-are-right",
    broken: "OTEL_TRACES_EXPORTER is zipkin",
    break: withEnv({ OTEL_TRACES_EXPORTER: "zipkin" }),
  },
  {
    name: "context-missing-throws",
    expected: "context-missing-never-throws",
    broken: "AWS_XRAY_CONTEXT_MISSING is RUNTIME_ERROR",
    break: withEnv({ AWS_XRAY_CONTEXT_MISSING: "RUNTIME_ERROR" }),
  },
  {
    name: "no-import",
    expected: "app-is-instrumented",
    broken: "the API is started without importing tracing",
    short: true,
    break: (chaos) =>
      chaos.roll(API, ({ containers: [container] }) => {
        const answer =
          "process.once('SIGTERM', () => process.exit()); require('node:http').createServer((_, answer) => answer.end('{}')).listen(Number(process.env.PORT))";
        container.command = ["node", "-e", answer];
      }),
  },
  {
    name: "second-api-copy",
    expected: "app-imports-tracing-first",
    broken: "another release of @opentelemetry/api is used before tracing is imported",
    break: withModule(
      'const { propagation } = require("@opentelemetry/api"); propagation.setGlobalPropagator({ inject() {}, extract: (context) => context, fields: () => [] });',
    ),
  },
  {
    name: "another-sdk",
    expected: "one-sdk-only",
    broken: "another OpenTelemetry SDK of the same release of the API registers before tracing",
    break: withModule(
      'const { trace } = require("./packages/tracing/node_modules/@opentelemetry/api"); trace.setGlobalTracerProvider({ getTracer: () => ({}) });',
    ),
  },
  {
    name: "otlp-without-a-scheme",
    expected: "otlp-endpoint-has-a-scheme",
    broken: "OTEL_EXPORTER_OTLP_ENDPOINT is host:port",
    break: withEnv({ OTEL_EXPORTER_OTLP_ENDPOINT: "xray-daemon:4318" }),
  },
  {
    name: "no-xray-propagator",
    expected: "propagators-know-xray",
    broken: "OTEL_PROPAGATORS is tracecontext",
    break: withEnv({ OTEL_PROPAGATORS: "tracecontext" }),
  },
  {
    name: "trusts-nobody-there-is",
    expected: "trust-is-well-formed",
    broken: "PMP_TRUST_SAMPLED names a caller by what is neither an address nor a range",
    break: withEnv({ PMP_TRUST_SAMPLED: "10.0.0.0/99" }),
  },
];
