import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { readerRules, type RbacRule } from "../../../packages/checks/src/rights.ts";
import { access, kubectl } from "./local-cluster.ts";

const NAME = "chaos-reader";

interface KubeConfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: object }[];
}

/**
 * A kubeconfig of somebody who has the rights of docs/checks.md for a probe, but for exec into pods. Its objects are
 * removed by {@link removeReader}.
 */
export async function readerWithoutExec(folder: string): Promise<string> {
  const { namespace, cluster } = readerRules("probes");
  const withoutExec = namespace
    .map((rule): RbacRule => ({ ...rule, resources: rule.resources.filter((resource) => resource !== "pods/exec") }))
    .filter(({ resources }) => resources.length > 0);
  const metadata = { name: NAME, namespace: "pmp" };
  const subjects = [{ kind: "ServiceAccount", ...metadata }];
  const group = "rbac.authorization.k8s.io";
  await apply({
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "ServiceAccount", metadata },
      { apiVersion: `${group}/v1`, kind: "Role", metadata, rules: withoutExec },
      { apiVersion: `${group}/v1`, kind: "ClusterRole", metadata: { name: NAME }, rules: cluster },
      {
        apiVersion: `${group}/v1`,
        kind: "RoleBinding",
        metadata,
        subjects,
        roleRef: { apiGroup: group, kind: "Role", name: NAME },
      },
      {
        apiVersion: `${group}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name: NAME },
        subjects,
        roleRef: { apiGroup: group, kind: "ClusterRole", name: NAME },
      },
    ],
  });
  const token = (await kubectl("create", "token", NAME, "--duration=30m")).stdout.trim();
  const { clusters } = JSON.parse((await kubectl("config", "view", "--raw", "--output=json")).stdout) as KubeConfig;
  const [own] = clusters;
  const file = join(folder, "reader.kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [own],
    users: [{ name: NAME, user: { token } }],
    contexts: [{ name: NAME, context: { cluster: own?.name, user: NAME } }],
    "current-context": NAME,
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

export async function removeReader(): Promise<void> {
  await kubectl("delete", "--ignore-not-found", `serviceaccount/${NAME}`, `role/${NAME}`, `rolebinding/${NAME}`);
  await kubectl("delete", "--ignore-not-found", `clusterrole/${NAME}`, `clusterrolebinding/${NAME}`);
}

/** Names of the pods that a probe made and that are still there. */
export async function probePods(): Promise<string[]> {
  const { stdout } = await kubectl("get", "pods", "--output", "name");
  return stdout.split("\n").filter((name) => name.includes("pmp-xray-probe"));
}

async function apply(list: object): Promise<void> {
  const { kubectl: program, kubeconfig } = access();
  await execa(program, ["--kubeconfig", kubeconfig, "apply", "--filename", "-"], { input: JSON.stringify(list) });
}
