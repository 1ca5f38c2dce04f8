import { defineCheck } from "../../check.ts";
import { probe } from "../../facts/probe.ts";

export const agentNameResolves = defineCheck({
  name: "agent-name-resolves",
  link: "network",
  title: "a pod of the API resolves the agent's name",
  why: "A name that DNS does not know leaves segments and sampling calls without an address.",
  fix: "Correct AWS_XRAY_DAEMON_ADDRESS, or see whether DNS works and is allowed by the NetworkPolicies.",
  phase: "probe",
  needs: { seen: probe },
  after: ["service-exists", "address-is-well-formed"],
  sources: ["https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/"],
  *check({ seen }, target) {
    if (seen.host.error === undefined) return;
    yield {
      message: `Pod ${seen.pod} can't resolve ${seen.address}.`,
      object: seen.address,
      evidence: [seen.host.error],
      fix: `kubectl -n ${target.namespace} get service; kubectl -n kube-system get pods -l k8s-app=kube-dns`,
    };
  },
});
