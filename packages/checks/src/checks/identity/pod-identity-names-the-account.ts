import { defineCheck } from "../../check.ts";
import { agentAccount } from "../../facts/agent-account.ts";
import { podIdentity } from "../../facts/pod-identity.ts";

export const podIdentityNamesTheAccount = defineCheck({
  name: "pod-identity-names-the-account",
  link: "identity",
  title: "a Pod Identity association for an X-Ray agent names its namespace and service account",
  why: "An association for another namespace or account binds nothing, and EKS says nothing.",
  fix: "Make the association for the agent's own namespace and service account.",
  needs: { account: agentAccount, associations: podIdentity },
  where: { platforms: ["eks"] },
  sources: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html"],
  *check({ account, associations }, target) {
    const own = associations.some(
      ({ namespace, serviceAccount }) => namespace === account.namespace && serviceAccount === account.name,
    );
    if (own || account.roleArn !== undefined) return;
    const near = associations.filter(
      ({ serviceAccount }) => serviceAccount === account.name || /x-?ray/i.test(serviceAccount),
    );
    for (const { namespace, serviceAccount, roleArn } of near) {
      yield {
        message: `An association is for ${namespace}/${serviceAccount}, and the agent is ${account.namespace}/${account.name}.`,
        object: `cluster ${target.cluster ?? ""}`,
        fix: `aws --region ${target.region} eks create-pod-identity-association --cluster-name ${target.cluster ?? "CLUSTER"} --namespace ${account.namespace} --service-account ${account.name} --role-arn ${roleArn ?? "ROLE_ARN"}`,
      };
    }
  },
});
