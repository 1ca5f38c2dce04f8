import type { Policy } from "../kit/policy.ts";
import { agentAddressExists } from "./agent-address-exists.ts";
import { agentFromChosenPods } from "./agent-from-chosen-pods.ts";
import { agentListensForPods } from "./agent-listens-for-pods.ts";
import { agentServiceOnNode } from "./agent-service-on-node.ts";
import { agentServiceUdpAndTcp } from "./agent-service-udp-and-tcp.ts";
import { apiVersionServed } from "./api-version-served.ts";
import { apparmorProfile } from "./apparmor-profile.ts";
import { contextMissingNeverThrows } from "./context-missing-never-throws.ts";
import { defaultProcMount } from "./default-proc-mount.ts";
import { disruptionBudget } from "./disruption-budget.ts";
import { dropAllCapabilities } from "./drop-all-capabilities.ts";
import { imageFromAllowedRegistry } from "./image-from-allowed-registry.ts";
import { imagePinned } from "./image-pinned.ts";
import { namespaceEnforcesPodSecurity } from "./namespace-enforces-pod-security.ts";
import { networkPolicySelectsPod } from "./network-policy-selects-pod.ts";
import { noClusterAdminBinding } from "./no-cluster-admin-binding.ts";
import { noDefaultServiceAccount } from "./no-default-service-account.ts";
import { noHostNamespaces } from "./no-host-namespaces.ts";
import { noHostPorts } from "./no-host-ports.ts";
import { noPrivilegeEscalation } from "./no-privilege-escalation.ts";
import { noPrivilegedContainers } from "./no-privileged-containers.ts";
import { noProbeHost } from "./no-probe-host.ts";
import { noRootUser } from "./no-root-user.ts";
import { noSecretInConfigMap } from "./no-secret-in-config-map.ts";
import { noSecretInEnvironment } from "./no-secret-in-environment.ts";
import { noServiceAccountToken } from "./no-service-account-token.ts";
import { noUnrenderedRelease } from "./no-unrendered-release.ts";
import { noWindowsHostProcess } from "./no-windows-host-process.ts";
import { probes } from "./probes.ts";
import { readOnlyRootFilesystem } from "./read-only-root-filesystem.ts";
import { requestsAndLimits } from "./requests-and-limits.ts";
import { restrictedVolumeTypes } from "./restricted-volume-types.ts";
import { runAsNonRoot } from "./run-as-non-root.ts";
import { safeSysctls } from "./safe-sysctls.ts";
import { seccompProfile } from "./seccomp-profile.ts";
import { selinuxOptions } from "./selinux-options.ts";

/** Every policy on objects of Kubernetes, of a stack or of a manifest. */
export const KUBERNETES_POLICIES: readonly Policy[] = [
  agentAddressExists,
  agentFromChosenPods,
  agentListensForPods,
  agentServiceOnNode,
  agentServiceUdpAndTcp,
  apiVersionServed,
  apparmorProfile,
  contextMissingNeverThrows,
  defaultProcMount,
  disruptionBudget,
  dropAllCapabilities,
  imageFromAllowedRegistry,
  imagePinned,
  namespaceEnforcesPodSecurity,
  networkPolicySelectsPod,
  noClusterAdminBinding,
  noDefaultServiceAccount,
  noHostNamespaces,
  noHostPorts,
  noPrivilegeEscalation,
  noPrivilegedContainers,
  noProbeHost,
  noRootUser,
  noSecretInConfigMap,
  noSecretInEnvironment,
  noServiceAccountToken,
  noUnrenderedRelease,
  noWindowsHostProcess,
  probes,
  readOnlyRootFilesystem,
  requestsAndLimits,
  restrictedVolumeTypes,
  runAsNonRoot,
  safeSysctls,
  seccompProfile,
  selinuxOptions,
];
