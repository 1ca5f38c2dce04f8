import type { Context } from "@opentelemetry/api";
import { DEFAULT_TARGETS, Targets, type TargetSetting } from "@pmp/sampling/targets";
import { warn } from "../report.ts";
import { servedHost } from "./served-host.ts";

let targets = new Targets(DEFAULT_TARGETS);
let reported = false;

/** Configures which hosts get trace headers. */
export function sendHeadersTo(setting: TargetSetting): void {
  targets = new Targets(setting);
  reported = false;
}

/**
 * Whether trace headers (X-Amzn-Trace-Id, traceparent, tracestate, baggage) are sent to a host. The first host without
 * them is logged, with the setting to change.
 * @param context of the call; hosts are compared with the Host of its incoming request
 * @param host of the called service, not of a proxy; undefined if unknown
 */
export function headersGoTo(context: Context, host: string | undefined): boolean {
  const allowed = targets.allows(host ?? "", servedHost(context));
  if (!allowed && host !== undefined) reportOnce(host, targets.setting);
  return allowed;
}

function reportOnce(host: string, { defaults, patterns }: TargetSetting): void {
  // With `none` it is intended.
  if (reported || (!defaults && patterns.length === 0)) return;
  reported = true;
  const name = /^[\w.:-]{1,253}$/.test(host) ? host.toLowerCase() : undefined;
  const setting = [...(defaults ? ["default"] : []), ...patterns, ...(name === undefined ? [] : [name])].join(",");
  warn(
    `propagation to ${setting}`,
    `calls to ${JSON.stringify(host.slice(0, 253))} carry no trace headers, because it is not known as one of your hosts. ` +
      `If it is one, set PMP_PROPAGATE_TO=${setting} (reported once, for the first such host).`,
  );
}
