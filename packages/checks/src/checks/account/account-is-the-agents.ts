import { defineCheck } from "../../check.ts";
import { accountOf, boundRole } from "../../facts/bound-role.ts";
import { caller } from "../../facts/caller.ts";

export const accountIsTheAgents = defineCheck({
  name: "account-is-the-agents",
  link: "account",
  title: "traces are looked for in the agent's account",
  why: "The agent sends to the account of its role; in another one, X-Ray is empty.",
  fix: "Use credentials of that account, or link the accounts by CloudWatch cross-account observability.",
  needs: { me: caller, role: boundRole },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-crossaccount.html"],
  *check({ me, role }) {
    const account = accountOf(role.arn);
    if (account === "" || account === me.account) return;
    yield {
      message: `The agent's role is of account ${account}, and these checks look into ${me.account}.`,
      object: role.arn,
      fix: `Set AWS_PROFILE to a profile of account ${account}.`,
    };
  },
});
