import { entriesOf, withFixes, type EntryProblem } from "../entries.ts";
import { parseBlock } from "../trust/block.ts";
import { newAddress, readAddress } from "../trust/address.ts";
import { ascii } from "./host.ts";

/** To which hosts the headers of a trace are sent. */
export interface TargetSetting {
  /** Own hosts and AWS's: see `isOwnByName` and `ownDomain`. */
  readonly defaults: boolean;
  /** Host names and addresses, with `*` for any characters; as `normalHost` writes hosts. */
  readonly patterns: readonly string[];
}

export interface ParsedTargets {
  readonly setting: TargetSetting;
  readonly problems: readonly EntryProblem[];
}

/** In words, for messages and docs. */
export const TARGETS_ALLOWED =
  '"*" (all hosts), "none", or a list of host names such as api.example.com or *.example.com, and of "default"';

export const DEFAULT_TARGETS: TargetSetting = { defaults: true, patterns: [] };

const PATTERN = /^[a-z0-9*_-]+(\.[a-z0-9*_-]+)*\.?$/;

/**
 * Reads a comma-separated list. Invalid entries are left out; if none is left, the default is used.
 */
export function parseTargets(text: string | undefined): ParsedTargets {
  return parseTargetEntries(entriesOf(text));
}

/** The same of a list. An empty list is the default. */
export function parseTargetEntries(entries: readonly string[]): ParsedTargets {
  if (entries.length === 1 && entries[0]?.toLowerCase() === "none") {
    return { setting: { defaults: false, patterns: [] }, problems: [] };
  }
  const patterns: string[] = [];
  const problems: EntryProblem[] = [];
  let defaults = false;
  for (const entry of entries) {
    const word = entry.toLowerCase();
    if (word === "default") {
      defaults = true;
      continue;
    }
    const pattern = patternOf(entry);
    const reason = word === "none" ? '"none" stands alone' : word === "all" ? "all hosts are written *" : undefined;
    if (reason !== undefined) problems.push({ given: entry, reason, fix: word === "none" ? "none" : "*" });
    else if (pattern === undefined) problems.push({ given: entry, ...explain(entry) });
    else patterns.push(pattern);
  }
  const nothing = !defaults && patterns.length === 0;
  return { setting: nothing ? DEFAULT_TARGETS : { defaults, patterns }, problems };
}

/** Of a host name. */
const MAX_LENGTH = 253;

const scratch = newAddress();

function patternOf(entry: string): string | undefined {
  const lower = entry.toLowerCase();
  const labels = lower.split(".").map((label) => (/^\p{ASCII}*$/u.test(label) ? label : ascii(label)));
  if (labels.includes(undefined)) return undefined;
  const name = labels.join(".");
  if (name.length <= MAX_LENGTH && PATTERN.test(name)) return name.replace(/\.$/, "");
  // An address of IPv6, in brackets or without.
  const address = lower.replace(/^\[(.*)\]$/, "$1");
  return /^[0-9a-f:]*:[0-9a-f:]*$/.test(address) && readAddress(address, scratch) ? address : undefined;
}

function explain(entry: string): { reason: string; fix?: string } {
  if (parseBlock(entry)) return { reason: "this is a block of addresses; hosts are compared as they are written" };
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]+)/i.exec(entry)?.[1];
  const host = (url ?? entry).replace(/[/?#].*$/, "").replace(/^.*@/, "");
  const fixed = patternOf(host.replace(/:(\d+|\*)$/, "").replace(/^\./, "*."));
  const reason = "this is no name of a host";
  return fixed === undefined
    ? { reason }
    : { reason: "only the host's name counts, no scheme, port or path", fix: fixed };
}

/** The entries with the probably intended values; undefined if that is unknown for one of them. */
export function correctedTargets(entries: readonly string[], problems: readonly EntryProblem[]): string[] | undefined {
  const fixed = withFixes(entries, problems);
  return fixed && problems.some(({ fix }) => fix === "none") ? ["none"] : fixed;
}
