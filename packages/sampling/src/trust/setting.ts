import { entriesOf, withFixes, type EntryProblem } from "../entries.ts";
import { isInBlock, parseBlock, type AddressBlock } from "./block.ts";

/** Callers whose sampling decision is accepted. */
export type TrustSetting =
  /** That of callers with a private address, when the request was forwarded for private addresses only. */
  | { readonly kind: "private" }
  | { readonly kind: "all" }
  | { readonly kind: "none" }
  /** That of peers in one of the blocks, and of requests with one of the headers (in lower case). */
  | { readonly kind: "listed"; readonly blocks: readonly AddressBlock[]; readonly headers: readonly string[] };

export interface ParsedTrust {
  readonly setting: TrustSetting;
  readonly problems: readonly EntryProblem[];
}

/** In words, for messages and docs. */
export const TRUST_ALLOWED =
  '"all", "none", or a list of address blocks such as 10.0.0.0/16 or fd00::/8 and of header:NAME';

/** The default. */
export const DEFAULT_TRUST: TrustSetting = { kind: "private" };

const HEADER_ENTRY = /^header:(.*)$/;
/** A header's name: RFC 9110, 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Headers that don't identify the sender: every request has them, or every one with a decision. */
const SENT_BY_ANYBODY = /^(x-amzn-trace-id|traceparent|tracestate|baggage|host|user-agent|accept|connection)$/i;
const WORDS: Readonly<Record<string, string>> = {
  all: "all",
  none: "none",
  "*": "all",
  any: "all",
  true: "all",
  yes: "all",
  false: "none",
  no: "none",
  off: "none",
};

/**
 * Reads a comma-separated list. Invalid entries are left out, which trusts fewer callers; if none is left, the default
 * is used.
 */
export function parseTrust(text: string | undefined): ParsedTrust {
  return parseTrustEntries(entriesOf(text));
}

/** The same of a list. An empty list is the default. */
export function parseTrustEntries(entries: readonly string[]): ParsedTrust {
  const [only] = entries;
  if (only === undefined) return { setting: DEFAULT_TRUST, problems: [] };
  if (entries.length === 1 && (only === "all" || only === "none")) return { setting: { kind: only }, problems: [] };

  const blocks: AddressBlock[] = [];
  const headers: string[] = [];
  const problems: EntryProblem[] = [];
  for (const entry of entries) {
    const block = parseBlock(entry);
    const header = HEADER_ENTRY.exec(entry)?.[1];
    const problem = block === undefined ? entryProblem(entry, header) : undefined;
    if (problem) problems.push(problem);
    else if (block) blocks.push(block);
    else if (header !== undefined) headers.push(header.toLowerCase());
  }
  const nothing = blocks.length === 0 && headers.length === 0;
  return { setting: nothing ? DEFAULT_TRUST : { kind: "listed", blocks, headers }, problems };
}

function entryProblem(entry: string, header: string | undefined): EntryProblem | undefined {
  const given = entry;
  if (header !== undefined) {
    if (!HEADER_NAME.test(header)) {
      const name = header.trim();
      return { given, reason: "this is no name of a header", ...(HEADER_NAME.test(name) && { fix: `header:${name}` }) };
    }
    if (!SENT_BY_ANYBODY.test(header)) return undefined;
    return { given, reason: "any caller sends this header; name one that only your own gateway sets" };
  }
  const word = entry.toLowerCase();
  if (entry === "all" || entry === "none") return { given, reason: `"${entry}" stands alone`, fix: entry };
  const meant = WORDS[word];
  if (meant !== undefined) return { given, reason: "this is no block and no header", fix: meant };
  const length = lengthOf(entry);
  if (length !== undefined) return { given, reason: "a block needs a length", fix: `${entry}/${length}` };
  const name = /^header\s*[:= ]\s*(.+)$/i.exec(entry)?.[1];
  if (name !== undefined && HEADER_NAME.test(name)) {
    return { given, reason: "a header is written header:NAME", fix: `header:${name}` };
  }
  return { given, reason: "this is no block and no header" };
}

/** The bits of an address that was given without a length. */
function lengthOf(entry: string): number | undefined {
  const length = entry.includes(":") ? 128 : 32;
  return parseBlock(`${entry}/${length}`) ? length : undefined;
}

/** The entries with the probably intended values; undefined if that is unknown for one of them. */
export function correctedTrust(entries: readonly string[], problems: readonly EntryProblem[]): string[] | undefined {
  const fixed = withFixes(entries, problems);
  const alone = problems.find(({ fix }) => fix === "all" || fix === "none")?.fix;
  if (fixed === undefined || alone === undefined) return fixed;
  return entries.length === 1 || alone === "none" ? [alone] : undefined;
}

/**
 * Whether callers from outside can be among those that a setting trusts: all are, or a block holds public addresses, or
 * a header is enough, which only a gateway in front keeps callers from sending.
 */
export function trustsOutside(setting: TrustSetting): boolean {
  if (setting.kind !== "listed") return setting.kind === "all";
  return setting.headers.length > 0 || setting.blocks.some((block) => !isPrivateBlock(block));
}

/** The ranges of `isPrivate`. */
const PRIVATE_RANGES = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
  .concat("169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10")
  .flatMap((text) => parseBlock(text) ?? []);

function isPrivateBlock({ address, bits }: AddressBlock): boolean {
  return PRIVATE_RANGES.some((range) => bits >= range.bits && isInBlock(address, range));
}
