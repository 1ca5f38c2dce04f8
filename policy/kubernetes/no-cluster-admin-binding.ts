import { cisEks } from "../kit/frameworks.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import { record } from "../kit/read.ts";
import { forEachKnown } from "../kit/unknown.ts";
import { list } from "./reading/fields.ts";
import { cisKubernetes } from "./reading/frameworks.ts";

/** Groups that every service account is in. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects */
const ACCOUNT_GROUP = /^system:(?:serviceaccounts(?::.+)?|authenticated|unauthenticated)$/;

export const noClusterAdminBinding = kubernetesPolicy({
  name: "no-cluster-admin-binding",
  title: "No pod is an administrator of the cluster.",
  why: "Whoever takes over a pod whose service account is cluster-admin has the cluster, its secrets and its nodes. An agent that sends traces reads nothing from the Kubernetes API.",
  fix: "Remove the binding, or bind a Role with just the verbs and resources that the program reads.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [cisEks("4.1.1"), cisKubernetes("5.1.1")],
  kinds: ["ClusterRoleBinding", "RoleBinding"],
  *check({ content }) {
    const role = record(content.roleRef);
    if (role.kind !== "ClusterRole" || role.name !== "cluster-admin") return;
    const subjects = list(content.subjects).map(record);
    yield* forEachKnown(subjects.keys(), function* (index) {
      const { kind, name } = subjects[index] ?? {};
      if (kind === "ServiceAccount" || (kind === "Group" && ACCOUNT_GROUP.test(String(name)))) {
        yield { path: `subjects[${index}]`, message: `${kind} ${String(name)} is bound to cluster-admin.` };
      }
    });
  },
});
