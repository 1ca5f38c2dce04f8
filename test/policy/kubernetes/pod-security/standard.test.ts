import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { evaluatePolicies } from "../../../../policy/kit/evaluate.ts";
import { manifestResource } from "../../../../policy/kit/resource.ts";
import { KUBERNETES_POLICIES } from "../../../../policy/kubernetes/index.ts";

/** The checks of Kubernetes' own admission for profile "restricted" (k8s.io/pod-security-admission), and our policies. */
const POLICY_OF: Readonly<Record<string, string>> = {
  allowPrivilegeEscalation: "no-privilege-escalation",
  appArmorProfile: "apparmor-profile",
  capabilities_restricted: "drop-all-capabilities",
  hostNamespaces: "no-host-namespaces",
  hostPorts: "no-host-ports",
  hostProbesAndHostLifecycle: "no-probe-host",
  privileged: "no-privileged-containers",
  procMount: "default-proc-mount",
  restrictedVolumes: "restricted-volume-types",
  runAsNonRoot: "run-as-non-root",
  runAsUser: "no-root-user",
  seLinuxOptions: "selinux-options",
  seccompProfile_restricted: "seccomp-profile",
  sysctls: "safe-sysctls",
  windowsHostProcess: "no-windows-host-process",
};

const recorded = z
  .array(z.strictObject({ refusedBy: z.array(z.string()), pod: z.record(z.string(), z.unknown()) }))
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "recorded.json"), "utf8")));

describe("Pod Security restricted", () => {
  const standard = KUBERNETES_POLICIES.filter(({ name }) => Object.values(POLICY_OF).includes(name));

  it("is 15 policies, and the recording has pods that each lets in and pods that each refuses", () => {
    assert.equal(standard.length, 15);
    for (const check of Object.keys(POLICY_OF)) {
      const refused = recorded.filter(({ refusedBy }) => refusedBy.includes(check)).length;
      assert.ok(refused >= 10 && refused <= recorded.length - 10, `${check}: ${refused}`);
    }
  });

  it("is what the API server's admission makes of it, pod by pod and check by check", () => {
    for (const { pod, refusedBy } of recorded) {
      const ours = evaluatePolicies(standard, [manifestResource(pod)], { today: "2026-11-22" })
        .filter(({ violations }) => violations.length > 0)
        .map(({ policy }) => policy.name);
      const theirs = refusedBy.map((check) => POLICY_OF[check] ?? `no policy for ${check}`);
      assert.deepEqual(ours.sort(), theirs.sort(), JSON.stringify(pod));
    }
  });
});
