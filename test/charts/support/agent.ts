import { parse } from "yaml";
import { render } from "./chart.ts";
import { find, podOf } from "./manifests.ts";
import type { Container, Manifest, PodSpec } from "./manifests.ts";

export interface RenderedAgent {
  readonly manifests: readonly Manifest[];
  readonly pod: PodSpec;
  readonly container: Container;
}

/** The agent's DaemonSet with these values below `agent`. */
export async function agent(values: object = {}): Promise<RenderedAgent> {
  const manifests = await render({ values: { agent: values } });
  const pod = podOf(find(manifests, "DaemonSet", "xray-daemon"))!.spec;
  return { manifests, pod, container: pod.containers[0]! };
}

/** Environment of a container: the value, or the pod's field that it comes from. */
export function env(container: Container): Readonly<Record<string, string | undefined>> {
  const entries = (container.env ?? []).map((each) => [each.name, each.value ?? each.valueFrom?.fieldRef?.fieldPath]);
  return Object.fromEntries(entries) as Readonly<Record<string, string | undefined>>;
}

/** One of the two configuration files. */
export async function config(file: "cfg.yaml" | "collector.yaml", values: object = {}): Promise<unknown> {
  const { manifests } = await agent(values);
  return parse(find(manifests, "ConfigMap", "xray-config").data?.[file] ?? "");
}
