import { defineFact } from "../fact.ts";

/** ARNs of the OIDC providers of the account. */
export const oidcProviders = defineFact({
  name: "oidc-providers",
  title: "OIDC providers of the account",
  iam: ["iam:ListOpenIDConnectProviders"],
  read: async ({ aws }): Promise<readonly string[]> => {
    const { OpenIDConnectProviderList = [] } = await (await aws("iam")).listOpenIDConnectProviders({});
    return OpenIDConnectProviderList.flatMap(({ Arn }) => Arn ?? []);
  },
});
