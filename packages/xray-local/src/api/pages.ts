import { invalid } from "./errors.ts";

/** A part of a list, and the token for the next part. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * A page of a list that is sorted by a text. The token names the last item that was given, so that items which come or
 * go between two calls neither repeat nor hide others.
 *
 * @throws ApiError InvalidRequestException for a token that was not given here
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
  if (!text.startsWith(PREFIX))
    throw invalid("NextToken: it is not one that this server gave. Begin again without it.");
  return text.slice(PREFIX.length);
}
