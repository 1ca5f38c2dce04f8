/** Longest host name there is. https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
const MAX_HOST = 253;
const PLAIN = /^[a-z0-9._-]+$/;
const IPV6 = /^[0-9a-f:.]+(%[^\s\]]+)?$/;

/**
 * A host as it is compared: lower case, without brackets, port and the dot at the end; names of other scripts as DNS has
 * them (`xn--…`). Undefined where it is no host.
 * @param text a host as a client is given it, or as a Host header names it
 */
export function normalHost(text: string): string | undefined {
  let host = text.trim().toLowerCase();
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(host)?.[1];
  if (bracketed !== undefined) return IPV6.test(bracketed) ? bracketed : undefined;
  if (host.split(":", 3).length > 2) return IPV6.test(host) ? host : undefined;
  host = host.replace(/:\d*$/, "").replace(/\.$/, "");
  if (!PLAIN.test(host)) host = ascii(host) ?? "";
  return host === "" || host.length > MAX_HOST ? undefined : host;
}

/** A name of another script as DNS has it. */
export function ascii(name: string): string | undefined {
  // Only letters and the like: what a URL gives a meaning of its own, such as a slash, is no part of a name.
  if (!/^[\p{L}\p{M}\p{N}._-]+$/u.test(name) || !URL.canParse(`http://${name}/`)) return undefined;
  const { hostname } = new URL(`http://${name}/`);
  return PLAIN.test(hostname) ? hostname : undefined;
}
