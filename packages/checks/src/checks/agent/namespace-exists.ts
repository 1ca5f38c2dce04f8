import { defineCheck } from "../../check.ts";
import { namespace } from "../../facts/namespace.ts";

export const namespaceExists = defineCheck({
  name: "namespace-exists",
  link: "agent",
  title: "the namespace that is looked into exists",
  why: "In a namespace that is not there, nothing runs; usually the name is another one, or the cluster.",
  fix: "Name the API's namespace by --namespace, and see which cluster kubectl is set to: kubectl config current-context.",
  needs: { space: namespace },
  where: { platforms: ["eks", "kubernetes"] },
  sources: ["https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/"],
  *check({ space }) {
    if (!space.exists)
      yield { message: `The cluster has no namespace ${space.name}.`, object: `Namespace ${space.name}` };
  },
});
