import { styleText } from "node:util";
import type { TraceSummary } from "@pmp/xray-local";

/** Longer addresses are truncated, so that a trace stays on one line. */
const URL_LENGTH = 80;

/**
 * A trace in one line: time, status, outcome, seconds, request, service, and the sampling rule.
 *
 * @param stream the output stream, to detect colors; default: no colors
 */
export function formatTrace(
  trace: TraceSummary,
  { stream, timeZone }: { stream?: NodeJS.WritableStream; timeZone?: string } = {},
): string {
  const { start, status, method, url, service, rule, responseTime } = trace;
  const mark = markOf(trace);
  const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", ...(timeZone !== undefined && { timeZone }) });
  const request = [method, url === undefined ? undefined : shortUrl(url)]
    .filter((part) => part !== undefined)
    .join(" ");
  const parts = [
    time.format(new Date(start * 1_000)),
    String(status ?? "-").padStart(3),
    mark.padEnd(8),
    formatSeconds(responseTime).padStart(8),
    printable(request === "" ? "-" : request),
    printable(service),
    ...(rule === undefined ? [] : [printable(rule)]),
  ];
  const line = parts.join("  ");
  const style = STYLES[mark];
  return stream !== undefined && style !== undefined ? styleText(style, line, { stream }) : line;
}

type Mark = "FAULT" | "THROTTLE" | "error" | "partial" | "";
const STYLES: Readonly<Partial<Record<Mark, "red" | "magenta" | "yellow" | "cyan">>> = {
  FAULT: "red",
  THROTTLE: "magenta",
  error: "yellow",
  partial: "cyan",
};

function markOf({ fault, throttle, error, partial }: TraceSummary): Mark {
  if (fault) return "FAULT";
  if (throttle) return "THROTTLE";
  if (error) return "error";
  return partial ? "partial" : "";
}

/** 12 ms, 1.25 s */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.000_95) return "<1 ms";
  return seconds < 0.999_5 ? `${Math.round(seconds * 1_000)} ms` : `${seconds.toFixed(2)} s`;
}

/** Without the host, as the service is shown. */
function shortUrl(url: string): string {
  const path = url.replace(/^https?:\/\/[^/]*/i, "") || "/";
  return path.length > URL_LENGTH ? `${path.slice(0, URL_LENGTH - 1)}…` : path;
}

/** Senders of requests must not be able to inject terminal control sequences. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
