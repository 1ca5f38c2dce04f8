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
  why: "An intruder in a pod whose service account is cluster-admin controls the cluster, its secrets and its nodes. An agent that sends traces doesn't read the Kubernetes API.",
  fix: "Remove the binding, or bind a Role with only the verbs and resources that the program needs.",
  severity: "critical",
  enforcement: "mandatory",
  frameworks: [cisEks("4.1.1"), cisKubernetes("5.1.1")],
  kinds: ["ClusterRoleBinding", "RoleBinding", "ClusterRole", "Role"],
  *check({ kind: of, content }) {
    if (!of.endsWith("Binding")) {
      yield* forEachKnown(list(content.rules).entries(), function* ([index, rule]) {
        if (allowsEverything(rule)) {
          const message = "The rule allows everything, as cluster-admin does, to whomever the role is bound.";
          yield { path: `rules[${index}]`, message };
        }
      });
      return;
    }
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

/** Every verb on every resource of every group. */
function allowsEverything(rule: unknown): boolean {
  const { apiGroups, resources, verbs } = record(rule);
  return [apiGroups, resources, verbs].every((names) => list(names).includes("*"));
}
