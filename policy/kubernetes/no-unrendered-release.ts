import { kubernetesPolicy } from "../kit/policy.ts";

/** Kinds from which Helm or a controller creates other objects later: by API group, then kind. */
const RENDERED_LATER: ReadonlyMap<string, { readonly kinds: readonly string[]; readonly by: string }> = new Map([
  ["helm.sh", { kinds: ["Release"], by: "Helm" }],
  ["helm.toolkit.fluxcd.io", { kinds: ["HelmRelease"], by: "Flux" }],
  ["kustomize.toolkit.fluxcd.io", { kinds: ["Kustomization"], by: "Flux" }],
  ["kustomize.config.k8s.io", { kinds: ["Kustomization", "Component"], by: "Kustomize" }],
  ["argoproj.io", { kinds: ["Application", "ApplicationSet"], by: "Argo CD" }],
  ["helm.cattle.io", { kinds: ["HelmChart"], by: "the Helm controller" }],
  ["helm.crossplane.io", { kinds: ["Release"], by: "Crossplane" }],
  ["fleet.cattle.io", { kinds: ["GitRepo", "HelmOp"], by: "Fleet" }],
  ["kappctrl.k14s.io", { kinds: ["App"], by: "kapp-controller" }],
]);

export const noUnrenderedRelease = kubernetesPolicy({
  name: "no-unrendered-release",
  title: "Objects are checked as they will run, not as a release that is rendered later.",
  why: "A HelmRelease, an Argo Application, a kustomization or Pulumi's helm.v3.Release names a chart. Its pods, roles and policies are rendered in the cluster and were not checked here.",
  fix: "Check what is rendered: helm template, kustomize build or flux build into pmp-xray policy -f; in a Pulumi program use kubernetes.helm.v4.Chart. Where that is done elsewhere, accept it by an exception.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [],
  *check({ apiVersion, kind }) {
    const rendered = RENDERED_LATER.get(apiVersion.split("/")[0] ?? "");
    if (rendered?.kinds.includes(kind) !== true) return;
    yield { path: "kind", message: `${kind} is rendered later by ${rendered.by}: none of its objects was checked.` };
  },
});
