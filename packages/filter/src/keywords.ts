/**
 * The keywords of AWS's filter expressions, and which of them mean something on one machine.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
 */
export type KeywordType = "boolean" | "number" | "string";

/** Where a keyword may stand: for the whole trace, inside service() { }, inside edge() { }. */
export type Scope = "trace" | "service" | "edge";

export interface Keyword {
  readonly name: string;
  readonly type: KeywordType;
  /** What it is, in a few words. */
  readonly about: string;
  readonly scopes: readonly Scope[];
}

const EVERYWHERE: readonly Scope[] = ["trace", "service", "edge"];

function keyword(name: string, type: KeywordType, about: string, scopes: readonly Scope[] = EVERYWHERE): Keyword {
  return { name, type, about, scopes };
}

/** Every keyword that is understood, in the order in which they are offered. */
export const KEYWORDS: readonly Keyword[] = [
  keyword("ok", "boolean", "answered with 2xx"),
  keyword("error", "boolean", "answered with 4xx"),
  keyword("throttle", "boolean", "answered with 429"),
  keyword("fault", "boolean", "answered with 5xx"),
  keyword("partial", "boolean", "not finished, or a part is missing"),
  keyword("inferred", "boolean", "known only from who called it", ["trace", "service"]),
  keyword("root", "boolean", "the service where the trace begins", ["service"]),
  keyword("responsetime", "number", "seconds until the answer"),
  keyword("duration", "number", "seconds, with all that came after the answer"),
  keyword("http.status", "number", "status code of the answer"),
  keyword("http.url", "string", "URL of the request"),
  keyword("http.method", "string", "method of the request"),
  keyword("http.useragent", "string", "program that sent the request"),
  keyword("http.clientip", "string", "address that the request came from"),
  keyword("user", "string", "user of any segment"),
  keyword("name", "string", "name of a service or an exception", ["trace", "service"]),
  keyword("type", "string", "type of a service", ["trace", "service"]),
  keyword("message", "string", "message of an exception"),
  keyword("availabilityzone", "string", "availability zone of any segment"),
  keyword("instance.id", "string", "EC2 instance of any segment"),
  keyword("resource.arn", "string", "AWS resource of any segment"),
];

const BY_NAME: ReadonlyMap<string, Keyword> = new Map(KEYWORDS.map((known) => [known.name, known]));

/** @param name in small letters */
export function findKeyword(name: string): Keyword | undefined {
  return BY_NAME.get(name);
}

const ROOT_CAUSES =
  "AWS finds root causes by an analysis of its own, which is not published, so that there are none on this machine.";
const ONLY_IN_ROOT_CAUSES = `It says something about the root causes of a trace. ${ROOT_CAUSES}`;

/** What AWS documents and only its own service can answer: the reason, and what to write instead. */
export function unsupported(name: string): { reason: string; fix: string } | undefined {
  const fix = "Use service() { fault }, service() { error } or service() { responsetime > 1 }.";
  if (name === "json" || name === "rootcause" || name.startsWith("rootcause.")) return { reason: ROOT_CAUSES, fix };
  if (!["first", "last", "index", "remote", "coverage"].includes(name)) return undefined;
  return { reason: ONLY_IN_ROOT_CAUSES, fix };
}

/** The word that is most like what was written, where one is. */
export function similar(name: string, words: readonly string[]): string | undefined {
  const ranked = words
    .map((word) => ({ word, distance: distance(name, word) }))
    .sort((one, other) => one.distance - other.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, Math.floor(name.length / 3)) ? best.word : undefined;
}

/** Letters to change, add or leave out to get from one word to the other. */
function distance(one: string, other: string): number {
  // A word that is much longer is another word, and would only cost time.
  if (Math.abs(one.length - other.length) > 4) return Infinity;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[other.length] ?? Infinity;
}
