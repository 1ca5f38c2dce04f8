import { CHECKS, type Result } from "@pmp/checks";
import type { AccountResult } from "@pmp/migrate";
import type { Invocation } from "../commands/invocation.ts";
import { readBundle, replay, runLive } from "./run-command.ts";

/** Where results come from: the deployed stack, or a file of `pmp-xray verify --save`. */
export interface AccountSource {
  readonly stack?: string | undefined;
  readonly from?: string | undefined;
}

/** What the checks say of the account, for the checklist. A stack is only read: nothing is sent, no pod is entered. */
export async function accountResults(
  invocation: Invocation,
  { stack, from }: AccountSource,
): Promise<readonly AccountResult[]> {
  const { report } =
    from === undefined
      ? await runLive(invocation, "doctor", stack, { wait: 0 }, CHECKS)
      : replay("verify", readBundle(invocation, from), CHECKS);
  return report.results.filter(({ applies }) => applies).map(toAccountResult);
}

function toAccountResult({ check, status, findings, reason }: Result): AccountResult {
  const message = findings[0]?.message ?? reason?.split("\n", 1)[0];
  return {
    check: check.name,
    link: check.link,
    status: status === "holds" || status === "broken" ? status : "unknown",
    ...(message !== undefined && { message }),
  };
}
