import type * as pulumi from "@pulumi/pulumi";
import type * as provider from "@pulumi/pulumi/provider/index.js";
import { isDeepStrictEqual } from "node:util";
import { isRecord, plainProperties, typeOf, type Properties } from "../properties.ts";
import { Chart } from "./chart.ts";
import { kubectl } from "./kubectl.ts";
import { immutableChanges, kubectlName, namespaceArgs, objectId, parseObject, rolloutKinds } from "./object.ts";

/** How long a workload may take to have its pods ready. */
const rolloutTimeout = "180s";
/** Where the state keeps the inputs beside the live object, so that a diff compares like with like. */
const inputsKey = "__inputs";

/**
 * Stands in for the official Kubernetes plugin in the local world: objects by server-side apply with strict field
 * validation, workloads awaited, `helm.v4.Chart` by `helm template`. The program does not know of it.
 */
export class KubernetesProvider implements provider.Provider {
  readonly version: string;

  constructor(version: string) {
    this.version = version;
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
      replaces: immutableChanges(before, after),
      deleteBeforeReplace: true,
    });
  }

  async create(_urn: string, inputs: unknown): Promise<provider.CreateResult> {
    const values = plainProperties(inputs);
    return { id: objectId(parseObject(values)), outs: await apply(values) };
  }

  async update(_id: string, _urn: string, _olds: unknown, news: unknown): Promise<provider.UpdateResult> {
    return { outs: await apply(plainProperties(news)) };
  }

  read(id: string, _urn: string, props: unknown): Promise<provider.ReadResult> {
    return Promise.resolve({ id, props: plainProperties(props) });
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
        rolloutTimeout,
      ]);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      if (process.env.PULUMI_K8S_DELETE_UNREACHABLE === "true") return;
      throw new Error(
        `the cluster can't be reached. If it is gone, try again with PULUMI_K8S_DELETE_UNREACHABLE=true\n${error.message}`,
        { cause: error },
      );
    }
  }
}

/** kubectl's words for a cluster that does not answer, or whose name is not known any more. */
function isUnreachable(error: unknown): error is Error {
  return (
    error instanceof Error &&
    /connection to the server .* was refused|Unable to connect to the server|no such host/i.test(error.message)
  );
}

/** Typed resources such as `core.v1.Namespace` carry kind and apiVersion already; this only insists that they do. */
function withKind(urn: string, inputs: Properties): Properties {
  if (typeof inputs.kind !== "string" || typeof inputs.apiVersion !== "string") {
    throw new Error(`${typeOf(urn)}: apiVersion and kind are missing`);
  }
  return inputs;
}

async function apply(inputs: Properties): Promise<Properties> {
  const object = parseObject(inputs);
  const name = kubectlName(object);
  const live: unknown = JSON.parse(
    await kubectl(
      [
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager",
        "pulumi",
        "--validate=strict",
        "--output",
        "json",
        "--filename",
        "-",
      ],
      JSON.stringify(object),
    ),
  );
  if (rolloutKinds.has(object.kind)) {
    try {
      await kubectl(["rollout", "status", name, ...namespaceArgs(object), "--timeout", rolloutTimeout]);
    } catch (error) {
      throw new Error(
        `${error instanceof Error ? error.message : String(error)}\n${await recentEvents(namespaceArgs(object))}`,
        { cause: error },
      );
    }
  }
  return { ...(isRecord(live) ? live : inputs), [inputsKey]: inputs };
}

/** What the cluster itself says about a workload that does not come up. */
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
