/** Longest host name there is. https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
const MAX_HOST = 253;
const PLAIN = /^[a-z0-9._-]+$/;
const IPV6 = /^[0-9a-f:.]+(%[^\s\]]+)?$/;

/**
 * The normalized host for comparison: lower case, without brackets, port and trailing dot; international names in
 * Punycode (`xn--…`). Undefined if it is not a host.
 * @param text a host as given to a client, or in a Host header
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
  // Characters with a meaning in URLs, such as a slash, are not part of a name.
  if (!/^[\p{L}\p{M}\p{N}._-]+$/u.test(name) || !URL.canParse(`http://${name}/`)) return undefined;
  const { hostname } = new URL(`http://${name}/`);
  return PLAIN.test(hostname) ? hostname : undefined;
}
