import { invalid } from "./errors.ts";

/** A page of a list, and the token for the next page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * A page of a list sorted by a string key. The token is the key of the last returned item, so that items added or removed
 * between two calls neither repeat nor hide others.
 *
 * @throws ApiError InvalidRequestException for a token that is not from this server
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  token: string | undefined,
  size: number,
): Page<T> {
  const after = token === undefined ? undefined : readToken(token);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const more = rest.length > page.length && last !== undefined;
  return { items: page, nextToken: more ? writeToken(keyOf(last)) : undefined };
}

const PREFIX = "after:";

function writeToken(key: string): string {
  return Buffer.from(PREFIX + key).toString("base64url");
}

function readToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  if (!text.startsWith(PREFIX)) throw invalid("NextToken: not issued by this server. Start again without it.");
  return text.slice(PREFIX.length);
}
