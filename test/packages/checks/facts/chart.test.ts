import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { CHECKS } from "../../../../packages/checks/src/checks/index.ts";
import type { Known } from "../../../../packages/checks/src/fact.ts";
import { FACTS } from "../../../../packages/checks/src/facts/index.ts";
import { evaluate } from "../../../../packages/checks/src/run/evaluate.ts";
import { shapeOf } from "../../../../packages/checks/src/shape.ts";
import { recorded, type Objects } from "../support/sources.ts";
import { EKS } from "../support/deployments.ts";

const folder = join(import.meta.dirname, "../../../charts/golden");
const NODE = "ip-10-0-1-1";

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly selector: Readonly<Record<string, string>>;
    readonly template: { readonly metadata: object; readonly spec: PodSpec };
  };
}

interface PodSpec {
  readonly containers: readonly { readonly name: string; readonly env?: readonly object[] }[];
  readonly initContainers?: readonly { readonly name: string; readonly env?: readonly object[] }[];
}

/** What a cluster of EKS makes of rendered objects: pods on a node, ready, with the variables of IRSA. */
function inCluster(manifests: readonly Manifest[]): Objects {
  const of = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
  const pods = [...of("DaemonSet"), ...of("Deployment")].map((workload) => {
    const { metadata, spec } = workload.spec.template;
    const identity = [
      { name: "AWS_ROLE_ARN", value: "arn:aws:iam::123456789012:role/pmp-xray-daemon" },
      { name: "AWS_WEB_IDENTITY_TOKEN_FILE", value: "/var/run/secrets/eks.amazonaws.com/serviceaccount/token" },
    ];
    const withRole = <C extends { readonly name: string; readonly env?: readonly object[] }>(
      containers: readonly C[] = [],
    ) =>
      containers.map((each) =>
        each.name === "xray-daemon" ? { ...each, env: [...(each.env ?? []), ...identity] } : each,
      );
    const statuses = [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => ({ name, ready: true }));
    return {
      metadata: {
        ...metadata,
        name: `${workload.metadata.name}-0`,
        namespace: "pmp",
        ownerReferences: [{ kind: workload.kind, name: workload.metadata.name }],
      },
      spec: {
        ...spec,
        nodeName: NODE,
        containers: withRole(spec.containers),
        initContainers: withRole(spec.initContainers),
      },
      status: {
        phase: "Running",
        conditions: [{ type: "Ready", status: "True" }],
        containerStatuses: statuses,
        initContainerStatuses: statuses,
      },
    };
  });
  const named = (kind: string) =>
    of(kind).map((each) => ({ ...each, metadata: { ...each.metadata, namespace: "pmp" } }));
  return {
    pods,
    configmaps: named("ConfigMap"),
    services: named("Service"),
    serviceaccounts: named("ServiceAccount").map((each) => ({
      ...each,
      metadata: {
        ...each.metadata,
        annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/pmp-xray-daemon" },
      },
    })),
    daemonsets: named("DaemonSet").map((each) => ({ ...each, status: { desiredNumberScheduled: 1, numberReady: 1 } })),
    networkpolicies: named("NetworkPolicy"),
    endpointslices: [{ endpoints: [{ nodeName: NODE, conditions: { ready: true } }] }],
    namespaces: [{ metadata: { name: "pmp" } }],
    nodes: [
      {
        metadata: { name: NODE },
        spec: {},
        status: {
          conditions: [{ type: "Ready", status: "True" }],
          nodeInfo: { operatingSystem: "linux", architecture: "amd64", kubeletVersion: "v1.36.1-eks-1234567" },
        },
      },
    ],
  };
}

describe("checks of the chart's own objects", () => {
  for (const file of readdirSync(folder)) {
    it(`find nothing in ${file}`, async () => {
      const documents = parseAllDocuments(readFileSync(join(folder, file), "utf8"));
      const manifests = (Array.isArray(documents) ? documents : []).map((each) => each.toJS() as Manifest | null);
      const { reader } = recorded({}, inCluster(manifests.filter((each) => each !== null)));
      const read = await Promise.all(
        FACTS.filter(({ effect }) => effect === "reads").map(async (fact): Promise<[string, Known<unknown>]> => [
          fact.name,
          await reader.read(fact),
        ]),
      );
      const facts = Object.fromEntries(read);
      const shape = shapeOf(EKS.target, facts);
      const [, kind, mode] = /-(\w+)-as-(\w+)\.yaml$/.exec(file) ?? [];
      assert.deepEqual([shape.platform, shape.agent, shape.mode], ["eks", kind, mode]);
      const results = evaluate(CHECKS, facts, EKS.target, shape);
      const found = results.filter(({ status }) => status !== "holds" && status !== "not-looked-at");
      assert.deepEqual(
        found.map(({ check, findings, reason }) => [check.name, findings, reason]),
        [],
      );
      // It is no use if nothing was looked at.
      const held = results.filter(
        ({ status, check }) => status === "holds" && ["agent", "network", "app"].includes(check.link),
      );
      assert.ok(held.length >= 25, held.map(({ check }) => check.name).join(", "));
    });
  }
});
