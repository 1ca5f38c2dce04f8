import { isRecord, json, text } from "../policy/kit/read.ts";
import { manifestResource, type Resource } from "../policy/kit/resource.ts";
import { renderChart } from "./chart.ts";
import { evaluate } from "./evaluate.ts";
import type { Registered } from "./recording-monitor.ts";
import { stackConfig, type Overrides, type StackName } from "./stack-config.ts";
import { COMPONENTS } from "./plugins/index.ts";
import { MOCK_ACCOUNT } from "./mock-account.ts";
import { outputsOf } from "./provider-answers.ts";

const CHART = "kubernetes:helm.sh/v4:Chart";
const STACK = "pulumi:pulumi:Stack";

/**
 * All resources of a stack as policies see them at the end of an update: what the program registers with the outputs that AWS
 * computes, the objects of its chart, the stack's outputs, and its configuration.
 *
 * @param helm path of helm, which renders the chart; without it the chart's objects are missing
 * @param overrides changes of the stack's file
 */
export async function stackResources(
  helm: string | undefined,
  stack: StackName,
  overrides: Overrides = {},
): Promise<Resource[]> {
  const { resources, outputs } = await evaluate(stack, { overrides });
  const all = await Promise.all(
    resources.map(async (registered): Promise<Resource[]> => {
      if (registered.type === STACK) return [{ ...asResource(registered), props: outputs }];
      const chart = registered.type === CHART && helm !== undefined ? await chartObjects(helm, registered) : [];
      return [asResource(registered), ...chart];
    }),
  );
  return [stackFile(stack, overrides), ...all.flat()];
}

/** The plain text of the stack's file, so that policies find credentials in it. The engine passes no stack file to a policy. */
function stackFile(stack: StackName, overrides: Overrides): Resource {
  const config = Object.entries(stackConfig(stack, overrides)).map(([key, value]): [string, unknown] => [
    key,
    json(value) ?? value,
  ]);
  const name = `Pulumi.${stack}.yaml`;
  return { type: "pulumi:stack:Config", name, urn: name, props: Object.fromEntries(config) };
}

/** A policy gets no inputs of a component that a plugin constructs, but those of its children. */
function asResource({ type, name, urn, parent, inputs }: Registered): Resource {
  if (type in COMPONENTS) return { type, name, urn, parent, props: {} };
  const given = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, revealed(value)]));
  return { type, name, urn, parent, props: { ...given, ...outputsOf(type, name, given, MOCK_ACCOUNT) } };
}

/** Policies see secrets too. */
function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "secret") return revealed(value.secret);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}

async function chartObjects(helm: string, { name, urn, inputs }: Registered): Promise<Resource[]> {
  const namespace = text(inputs.namespace) ?? "default";
  const manifests = await renderChart(helm, name, {
    chart: text(inputs.chart) ?? "",
    namespace,
    values: revealed(inputs.values),
  });
  return manifests.map((manifest): Resource => {
    const object = manifestResource(manifest);
    // The provider names a child by release, namespace and name, and appends its type to its parents'.
    const child = `${name}:${namespace}/${object.name}`;
    const parents = urn.slice(0, urn.lastIndexOf("::"));
    return { ...object, name: child, urn: `${parents}$${object.type}::${child}`, parent: urn };
  });
}
