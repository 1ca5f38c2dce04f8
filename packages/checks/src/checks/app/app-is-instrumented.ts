import { defineCheck } from "../../check.ts";
import { probe } from "../../facts/probe.ts";

export const appIsInstrumented = defineCheck({
  name: "app-is-instrumented",
  link: "app",
  title: "the API answers in which trace a request is",
  why: "Asked by Sampled=? in X-Amzn-Trace-Id, an API with X-Ray tracing says its decision. One without says nothing, and sends nothing.",
  fix: 'Import "@pmp/tracing/register" before anything else: node --import @pmp/tracing/register server.js.',
  phase: "probe",
  needs: { seen: probe },
  after: ["api-is-running", "tracing-is-not-disabled"],
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader"],
  *check({ seen }) {
    const { api, packages, command } = seen;
    if (api.error !== undefined) {
      yield { message: `GET ${api.url} failed in ${seen.pod}.`, object: seen.pod, evidence: [api.error] };
      return;
    }
    if (/Sampled=[01]/.test(api.header ?? "")) return;
    // ADOT and others trace, and do not answer.
    if ("@aws/aws-distro-opentelemetry-node-autoinstrumentation" in packages) return;
    const known = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
    yield {
      message: `GET ${api.url} answered ${api.status ?? "nothing"} without a sampling decision${api.header === undefined ? "" : ` (${api.header})`}.`,
      object: seen.pod,
      evidence: [...(command === undefined ? [] : [`command: ${command}`]), `packages: ${known.join(", ")}`],
    };
  },
});
