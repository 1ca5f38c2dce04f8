import type * as pulumi from "@pulumi/pulumi";
import type * as provider from "@pulumi/pulumi/provider/index.js";
import { isDeepStrictEqual } from "node:util";
import { isRecord, plainProperties, typeOf, type Properties } from "../properties.ts";
import { Chart } from "./chart.ts";
import { liveInputs } from "./drift.ts";
import { kubectl } from "./kubectl.ts";
import {
  immutableChanges,
  kubectlName,
  namespaceArgs,
  objectId,
  parseObject,
  rolloutKinds,
  type KubernetesObject,
} from "./object.ts";
import type { ProviderOptions } from "./options.ts";

/**
 * How long a workload may take to have its pods ready, and an Ingress its address: as long as the official provider
 * waits.
 */
const awaitTimeout = "600s";
/** The official provider's name for itself as a manager of fields begins so. */
const fieldManager = "pulumi-kubernetes-local";
/** The state's member for the inputs, stored with the live object, so that a diff compares inputs with inputs. */
const inputsKey = "__inputs";

/**
 * Replaces the official Kubernetes plugin in the local cluster: server-side apply with strict field validation, awaited
 * workloads, `helm.v4.Chart` by `helm template`. The program does not change. It rejects (an existing object, a field
 * of another manager) and replaces in the same cases as the official plugin.
 */
export class KubernetesProvider implements provider.Provider {
  readonly version: string;
  #options: ProviderOptions;

  constructor(version: string, options: ProviderOptions) {
    this.version = version;
    this.#options = options;
  }

  /** Receives the program's configuration. */
  configure(options: ProviderOptions): void {
    this.#options = options;
  }

  construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<provider.ConstructResult> {
    if (type !== "kubernetes:helm.sh/v4:Chart") {
      throw new Error(`the local Kubernetes stand-in constructs kubernetes:helm.sh/v4:Chart, not ${type}`);
    }
    const chart = new Chart(type, name, inputs, options);
    return Promise.resolve({ urn: chart.urn, state: { resources: chart.resources } });
  }

  check(urn: string, _olds: unknown, news: unknown): Promise<provider.CheckResult> {
    const inputs = withKind(urn, plainProperties(news));
    return Promise.resolve({ inputs, failures: [] });
  }

  diff(_id: string, _urn: string, olds: unknown, news: unknown): Promise<provider.DiffResult> {
    const state = plainProperties(olds);
    const before = isRecord(state[inputsKey]) ? state[inputsKey] : state;
    const after = plainProperties(news);
    return Promise.resolve({
      changes: !isDeepStrictEqual(before, after),
      replaces: immutableChanges(before, after, this.#options.enableConfigMapMutable),
      deleteBeforeReplace: true,
    });
  }

  async create(_urn: string, inputs: unknown): Promise<provider.CreateResult> {
    const values = plainProperties(inputs);
    const object = parseObject(values);
    if (!this.#options.upsertExistingObjects && (await liveObject(object)) !== undefined) {
      throw new Error(
        `${kubectlName(object)} "${object.metadata.name}" already exists. Take it into the stack by pulumi import, or set ` +
          "upsertExistingObjects on the provider to let a create change what is there.",
      );
    }
    return { id: objectId(object), outs: await apply(values, this.#options) };
  }

  async update(_id: string, _urn: string, _olds: unknown, news: unknown): Promise<provider.UpdateResult> {
    return { outs: await apply(plainProperties(news), this.#options) };
  }

  /** Reads the live object. Only changes of inputs count: statuses and times always change. */
  async read(id: string, _urn: string, props: unknown): Promise<provider.ReadResult> {
    const state = plainProperties(props);
    const asked = isRecord(state[inputsKey]) ? state[inputsKey] : state;
    if (asked.kind === undefined) return { id, props: state };
    const live = await liveObject(parseObject(asked));
    if (live === undefined) return { id: "", props: {} };
    const inputs = plainProperties(liveInputs(asked, state, live));
    const isDrifted = !isDeepStrictEqual(inputs, asked);
    return { id, inputs, props: isDrifted ? { ...live, [inputsKey]: inputs } : state };
  }

  async delete(_id: string, _urn: string, props: unknown): Promise<void> {
    const object = parseObject(plainProperties(props));
    try {
      await kubectl([
        "delete",
        kubectlName(object),
        ...namespaceArgs(object),
        "--ignore-not-found",
        "--wait",
        "--timeout",
        awaitTimeout,
      ]);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      if (process.env.PULUMI_K8S_DELETE_UNREACHABLE === "true") return;
      throw new Error(
        `the cluster can't be reached. If it was deleted, try again with PULUMI_K8S_DELETE_UNREACHABLE=true\n${error.message}`,
        { cause: error },
      );
    }
  }
}

/** kubectl's messages for an unreachable cluster, or one whose name no longer resolves. */
function isUnreachable(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /connection to the server .* was refused|Unable to connect to the server|no such host/i.test(error.message)
  );
}

/** Typed resources such as `core.v1.Namespace` have kind and apiVersion; this checks it. */
function withKind(urn: string, inputs: Properties): Properties {
  if (typeof inputs.kind !== "string" || typeof inputs.apiVersion !== "string") {
    throw new Error(`${typeOf(urn)}: apiVersion and kind are missing`);
  }
  return inputs;
}

/** The object as it is in the cluster, or undefined when it is not there. */
async function liveObject(object: KubernetesObject): Promise<Properties | undefined> {
  const args = ["get", kubectlName(object), ...namespaceArgs(object), "--ignore-not-found", "--output", "json"];
  const text = await kubectl(args);
  return text.trim() === "" ? undefined : plainProperties(JSON.parse(text));
}

async function apply(inputs: Properties, options: ProviderOptions): Promise<Properties> {
  const object = parseObject(inputs);
  const name = kubectlName(object);
  const live: unknown = JSON.parse(
    await kubectl(
      [
        "apply",
        "--server-side",
        ...(options.enablePatchForce ? ["--force-conflicts"] : []),
        "--field-manager",
        fieldManager,
        "--validate=strict",
        "--output",
        "json",
        "--filename",
        "-",
      ],
      JSON.stringify(object),
    ),
  );
  const waiting = waitFor(object, name);
  if (waiting !== undefined) {
    try {
      await kubectl([...waiting, ...namespaceArgs(object), "--timeout", awaitTimeout]);
    } catch (error) {
      throw new Error(
        `${error instanceof Error ? error.message : String(error)}\n${await recentEvents(namespaceArgs(object))}`,
        { cause: error },
      );
    }
  }
  return { ...(isRecord(live) ? live : inputs), [inputsKey]: inputs };
}

/** kubectl's arguments to wait until an object is ready; undefined for objects that are not awaited. */
function waitFor(object: KubernetesObject, name: string): readonly string[] | undefined {
  const annotations: unknown = object.metadata.annotations;
  if (isRecord(annotations) && annotations["pulumi.com/skipAwait"] === "true") return undefined;
  if (rolloutKinds.has(object.kind)) return ["rollout", "status", name];
  return object.kind === "Ingress" ? ["wait", "--for=jsonpath={.status.loadBalancer.ingress}", name] : undefined;
}

/** The cluster's messages on a workload that does not become ready. */
async function recentEvents(namespace: readonly string[]): Promise<string> {
  try {
    const events = await kubectl([
      "get",
      "events",
      ...namespace,
      "--sort-by",
      ".lastTimestamp",
      "--field-selector",
      "type=Warning",
    ]);
    return events.split("\n").slice(-12).join("\n");
  } catch {
    return "";
  }
}
