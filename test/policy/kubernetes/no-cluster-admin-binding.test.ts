import assert from "node:assert/strict";
import { noClusterAdminBinding } from "../../../policy/kubernetes/no-cluster-admin-binding.ts";
import { describePolicy, messages } from "./support/policy.ts";
import { readManifests } from "./support/manifests.ts";

describePolicy(
  noClusterAdminBinding,
  {
    bad: [
      {
        urn: "ClusterRoleBinding agent-admin",
        path: "subjects[0]",
        message: "ServiceAccount agent is bound to cluster-admin.",
      },
      {
        urn: "ClusterRoleBinding agent-admin",
        path: "subjects[2]",
        message: "Group system:serviceaccounts:shop is bound to cluster-admin.",
      },
      {
        urn: "RoleBinding shop/agent-admin",
        path: "subjects[0]",
        message: "ServiceAccount agent is bound to cluster-admin.",
      },
      {
        urn: "ClusterRole everything",
        path: "rules[1]",
        message: "The rule allows everything, as cluster-admin does, to whomever the role is bound.",
      },
    ],
    unknownAt: "subjects[0].kind",
  },
  () => {
    it("lets people be administrators, and accounts have other roles", () => {
      const [binding] = readManifests("bad/no-cluster-admin-binding.yaml");
      const people = [
        { kind: "User", name: "ada" },
        { kind: "Group", name: "platform" },
      ];
      assert.deepEqual(messages(noClusterAdminBinding, [{ ...binding, subjects: people }]), []);
      assert.deepEqual(
        messages(noClusterAdminBinding, [{ ...binding, roleRef: { kind: "ClusterRole", name: "view" } }]),
        [],
      );
      const own = { kind: "Role", name: "cluster-admin" };
      assert.deepEqual(messages(noClusterAdminBinding, [{ ...binding, roleRef: own }]), []);
    });

    it("lets a role have wildcards for a part of all, and finds one for all in a namespace", () => {
      const all: Record<string, readonly string[]> = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
      const judge = (rule: unknown): string[] =>
        messages(noClusterAdminBinding, [
          {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "Role",
            metadata: { name: "all", namespace: "shop" },
            rules: [rule],
          },
        ]);
      assert.equal(judge(all).length, 1);
      for (const key of Object.keys(all)) assert.deepEqual(judge({ ...all, [key]: ["get"] }), []);
    });
  },
);
