import { defineCheck, type Check, type Finding } from "../../check.ts";
import { agentLog, apiLog } from "../../facts/agent-log.ts";
import type { LogFact } from "../../facts/parts/log.ts";
import { SENT, signaturesOf } from "../../signatures.ts";
import type { Target } from "../../target.ts";

interface LogCheck
  extends
    Pick<Check, "name" | "link" | "title" | "why" | "fix" | "sources">,
    Partial<Pick<Check, "severity" | "certainty" | "after" | "where">> {
  /** The end of the message: "the agent of pod x says …". */
  readonly says: string;
  readonly fixFor?: (target: Target, lines: readonly string[]) => string | undefined;
}

const MOST_LINES = 3;

/** A check that a log says nothing of a kind. That no line is there proves nothing good: the log may be short. */
export function defineLogCheck({ says, fixFor, ...rest }: LogCheck): Check {
  const [signature] = signaturesOf(rest.name);
  if (signature === undefined) throw new Error(`no signature is of ${rest.name}`);
  // What is written again and again while it lasts may be over: its last line has to become old.
  const { repeats } = signature;
  const who = signature.from === "agent" ? "agent" : "API";
  return defineCheck({
    phase: "live",
    ...(repeats !== undefined && { settles: { deadline: repeats, every: 5 } }),
    ...rest,
    needs: { logs: signature.from === "agent" ? agentLog : apiLog },
    *check({ logs }, target): Iterable<Finding> {
      const found = logs
        .map((log) => ({ log, lines: matching(rest.name, log) }))
        .filter(({ lines }) => lines.length > 0);
      if (found.length === 0) return;
      const lines = found.flatMap((each) => each.lines);
      const fix = fixFor?.(target, lines);
      yield {
        message: `The ${who} says in its log that ${says} (${found.length} of ${logs.length} ${logs.length === 1 ? "log" : "logs"}).`,
        object: found.map(({ log }) => log.pod).join(", "),
        evidence: lines.slice(-MOST_LINES),
        settling: repeats !== undefined,
        ...(fix !== undefined && { fix }),
      };
    },
  });
}

/** The lines of a log that are evidence for a check: of what is not over, by a later line or by their age. */
export function matching(check: string, { lines, ages }: LogFact): readonly string[] {
  const sent = lines.findLastIndex((line) => SENT.test(line));
  const open = signaturesOf(check).map(({ pattern, repeats = Infinity, over }) => ({
    pattern,
    repeats,
    since:
      over === undefined
        ? sent
        : Math.max(
            sent,
            lines.findLastIndex((line) => over.pattern.test(line)),
          ),
  }));
  return lines.filter((line, index) => {
    const age = ages?.[index] ?? 0;
    return open.some(({ pattern, repeats, since }) => index > since && age <= repeats && pattern.test(line));
  });
}
