import { compilePattern, type Matcher } from "./pattern.ts";

/** A host name, or an IPv6 address in brackets, with a port. */
const WITH_PORT = /^([^:]+|\[.*\]):\d{1,5}$/;

/**
 * Compiles a rule's pattern for the host. X-Ray's rules name "the hostname from the HTTP host header"; AWS's own SDK for
 * Node.js compares the header with its port, OpenTelemetry's samplers compare it without. A rule that was written for
 * either matches: `shop:8080` only that port, `shop` any.
 */
export function compileHost(pattern: string): Matcher {
  const test = compilePattern(pattern);
  return (host) => {
    if (test(host)) return true;
    const name = host.includes(":") ? WITH_PORT.exec(host)?.[1] : undefined;
    return name !== undefined && test(name);
  };
}
