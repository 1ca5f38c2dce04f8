import { defineFact } from "../fact.ts";
import { agentAccount } from "./agent-account.ts";
import { podIdentity } from "./pod-identity.ts";

/** Whether an association of EKS Pod Identity is for the agent; also known to be none where there is no EKS. */
export const agentAssociation = defineFact({
  name: "agent-association",
  title: "EKS Pod Identity association of the agent",
  platform: "kubernetes",
  read: async ({ fact }): Promise<boolean> => {
    const account = await fact(agentAccount);
    const all = await fact(podIdentity).catch(() => []);
    return all.some(
      ({ namespace, serviceAccount }) => namespace === account.namespace && serviceAccount === account.name,
    );
  },
});
