import { defineFact, NotRead, type KubernetesRight } from "../fact.ts";
import { nameOf } from "../aws/failure.ts";
import { isKubernetesError } from "../kubernetes/failure.ts";
import { agentAccount } from "./agent-account.ts";
import { agentRole } from "./agent-role.ts";
import { workload } from "./workload.ts";

/** STS's answer to a service account's token. */
export interface TokenAnswer {
  readonly serviceAccount: string;
  readonly audience: string;
  /** It is the agent's own, with the audience of AWS. */
  readonly isAgent: boolean;
  readonly accepted: boolean;
  /** The session's ARN, or the name of the error. */
  readonly answer: string;
}

const AUDIENCE = "sts.amazonaws.com";
const TOKEN_RIGHT: KubernetesRight = { verb: "create", group: "", resource: "serviceaccounts/token" };

export const tokenAnswers = defineFact({
  name: "token-answers",
  title: "STS's answers to tokens of the agent's service account and of others",
  platform: "kubernetes",
  effect: "sends",
  kubernetes: [TOKEN_RIGHT],
  timeout: 20_000,
  read: async ({ aws, kubernetes, fact, announce }): Promise<readonly TokenAnswer[]> => {
    const [account, role, { api }] = await Promise.all([fact(agentAccount), fact(agentRole), fact(workload)]);
    if (role.by === "pod-identity") throw new NotRead("unsupported", "with Pod Identity, tokens are not taken to STS");
    const sts = await aws("sts");
    const others = [...new Set([...api.map(({ serviceAccount }) => serviceAccount), "default"])];
    const attempts = [
      { serviceAccount: account.name, audience: AUDIENCE, isAgent: true },
      { serviceAccount: account.name, audience: "https://example.com", isAgent: false },
      ...others
        .filter((name) => name !== account.name)
        .map((name) => ({ serviceAccount: name, audience: AUDIENCE, isAgent: false })),
    ];
    announce(
      `Asking STS for the agent's role with tokens of ${attempts.length} service accounts; only the agent's may get it.`,
    );
    const answers = await Promise.all(
      attempts.map(async (attempt): Promise<TokenAnswer[]> => {
        const token = await kubernetes
          .token(account.namespace, attempt.serviceAccount, attempt.audience)
          .catch((error: unknown) => {
            if (isKubernetesError(error) && error.reason === "NotFound") return undefined;
            throw error;
          });
        if (token === undefined) return [];
        try {
          const { AssumedRoleUser } = await sts.assumeRoleWithWebIdentity({
            RoleArn: role.arn,
            RoleSessionName: "pmp-xray-verify",
            WebIdentityToken: token,
            DurationSeconds: 900,
          });
          return [{ ...attempt, accepted: true, answer: AssumedRoleUser?.Arn ?? "" }];
        } catch (error) {
          return [{ ...attempt, accepted: false, answer: nameOf(error) }];
        }
      }),
    );
    return answers.flat();
  },
});
