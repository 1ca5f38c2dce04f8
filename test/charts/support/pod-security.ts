import { allContainers } from "./manifests.ts";
import type { Container, PodSpec, SecurityContext, Volume } from "./manifests.ts";

const allowedVolumes: readonly string[] = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/**
 * What keeps a pod from a namespace that enforces Pod Security "restricted"; empty when it is let in.
 * The rules, in this order: https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function podSecurityViolations(spec: PodSpec): readonly string[] {
  const pod = spec.securityContext ?? {};
  return [
    ...hostViolations(spec),
    ...(spec.volumes ?? []).flatMap(volumeViolations),
    ...contextViolations("pod", pod),
    ...allContainers(spec).flatMap((container) => containerViolations(container, pod)),
  ];
}

function hostViolations(spec: PodSpec): readonly string[] {
  const used = (["hostNetwork", "hostPID", "hostIPC"] as const).filter((field) => spec[field] === true);
  const ports = allContainers(spec).filter((each) => each.ports?.some((port) => (port.hostPort ?? 0) !== 0));
  return [...used, ...ports.map((each) => `${each.name}: hostPort`)];
}

function volumeViolations(volume: Volume): readonly string[] {
  const sources = Object.keys(volume).filter((key) => key !== "name" && !allowedVolumes.includes(key));
  return sources.map((source) => `volume ${volume.name}: ${source}`);
}

/** Rules that hold for the pod's and for each container's security context. */
function contextViolations(place: string, context: SecurityContext): readonly string[] {
  const violations: readonly [boolean, string][] = [
    [context.runAsNonRoot === false, "runAsNonRoot false"],
    [context.runAsUser === 0, "runAsUser 0"],
    [!["RuntimeDefault", "Localhost", undefined].includes(context.seccompProfile?.type), "seccompProfile"],
    [!["RuntimeDefault", "Localhost", undefined].includes(context.appArmorProfile?.type), "appArmorProfile"],
    [context.windowsOptions?.hostProcess === true, "hostProcess"],
    [(context.sysctls ?? []).length > 0, "sysctls"],
    [context.seLinuxOptions !== undefined, "seLinuxOptions"],
  ];
  return violations.filter(([violated]) => violated).map(([, rule]) => `${place}: ${rule}`);
}

function containerViolations(container: Container, pod: SecurityContext): readonly string[] {
  const context = container.securityContext ?? {};
  const violations: readonly [boolean, string][] = [
    [context.privileged === true, "privileged"],
    [!["Default", undefined].includes(context.procMount), "procMount"],
    [context.allowPrivilegeEscalation !== false, "allowPrivilegeEscalation must be false"],
    [context.capabilities?.drop?.includes("ALL") !== true, "capabilities must drop ALL"],
    [(context.capabilities?.add ?? []).some((name) => name !== "NET_BIND_SERVICE"), "capabilities.add"],
    [(context.runAsNonRoot ?? pod.runAsNonRoot) !== true, "runAsNonRoot must be true"],
    [(context.seccompProfile ?? pod.seccompProfile) === undefined, "seccompProfile must be set"],
  ];
  const own = violations.filter(([violated]) => violated).map(([, rule]) => `${container.name}: ${rule}`);
  return [...own, ...contextViolations(container.name, context)];
}
