import { defineFact } from "../fact.ts";

export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** Who asks. Needs no right: AWS answers it to everybody who has credentials. */
export const caller = defineFact({
  name: "caller",
  title: "account and identity of whoever runs the checks",
  iam: [],
  read: async ({ aws }): Promise<Caller> => {
    const { Account = "", Arn = "" } = await (await aws("sts")).getCallerIdentity({});
    return { account: Account, arn: Arn };
  },
});
