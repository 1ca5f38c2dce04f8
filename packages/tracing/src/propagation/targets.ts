import type { Context } from "@opentelemetry/api";
import { DEFAULT_TARGETS, Targets, type TargetSetting } from "@pmp/sampling/targets";
import { warn } from "../report.ts";
import { servedHost } from "./served-host.ts";

let targets = new Targets(DEFAULT_TARGETS);
let told = false;

/** Sets to which hosts the headers of a trace are sent. */
export function sendHeadersTo(setting: TargetSetting): void {
  targets = new Targets(setting);
  told = false;
}

/**
 * Whether the headers of a trace (X-Amzn-Trace-Id, traceparent, tracestate, baggage) are sent to a host. The first one
 * that gets none is told, with what to set.
 * @param context of the call; the host of the request that is served in it tells which hosts are its relatives
 * @param host of the service that is called, also where a proxy stands before it; undefined where it can't be known
 */
export function headersGoTo(context: Context, host: string | undefined): boolean {
  const allowed = targets.allows(host ?? "", servedHost(context));
  if (!allowed && host !== undefined) tell(host, targets.setting);
  return allowed;
}

function tell(host: string, { defaults, patterns }: TargetSetting): void {
  // Who sends them nowhere knows.
  if (told || (!defaults && patterns.length === 0)) return;
  told = true;
  const name = /^[\w.:-]{1,253}$/.test(host) ? host.toLowerCase() : undefined;
  const setting = [...(defaults ? ["default"] : []), ...patterns, ...(name === undefined ? [] : [name])].join(",");
  warn(
    `propagation to ${setting}`,
    `calls to ${JSON.stringify(host.slice(0, 253))} do not pass the trace on, for it is not known as a host of yours. ` +
      `If it is: PMP_PROPAGATE_TO=${setting} (said once, for the first such host).`,
  );
}
