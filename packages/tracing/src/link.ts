import { isSpanContextValid, type Link } from "@opentelemetry/api";

/** Whether a link names a span of a trace: an app without types may hand over anything. Never throws. */
export function isLink(link: unknown): link is Link {
  try {
    return isSpanContextValid((link as Link).context);
  } catch {
    return false;
  }
}
