import { isSpanContextValid, type Link } from "@opentelemetry/api";

/** Whether a link has a valid span context: untyped apps may pass anything. Never throws. */
export function isLink(link: unknown): link is Link {
  try {
    return isSpanContextValid((link as Link).context);
  } catch {
    return false;
  }
}
