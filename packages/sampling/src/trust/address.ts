/**
 * An IP address as four 32-bit words. An IPv4 address is stored as its IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2), so
 * that both notations compare as equal.
 */
export type AddressWords = Uint32Array;

export function newAddress(): AddressWords {
  return new Uint32Array(4);
}

const MAPPED = 0xffff;
const DOT = 46;
const COLON = 58;
const PERCENT = 37;

/**
 * Parses the address in `text` from `start` to `end` into `out`, without allocating a string. No port, no brackets.
 * Returns false if it is not an address; the content of `out` is then unspecified.
 *
 * IPv4 is four decimal numbers without leading zeros: other forms (`010.0.0.1`, `10.1`) are interpreted differently by
 * different parsers. A zone (`fe80::1%eth0`) belongs to link-local addresses only.
 */
export function readAddress(text: string, out: AddressWords, start = 0, end = text.length): boolean {
  // The longest: eight groups with dotted IPv4 at the end, and the name of an interface.
  if (start >= end || end - start > 64) return false;
  for (let i = start; i < end; i += 1) {
    const code = text.charCodeAt(i);
    if (code === DOT) break;
    if (code === COLON) return readVersion6(text, out, start, end);
  }
  const address = readVersion4(text, start, end);
  if (address < 0) return false;
  setMapped(out, address);
  return true;
}

function setMapped(out: AddressWords, address: number): void {
  out[0] = 0;
  out[1] = 0;
  out[2] = MAPPED;
  out[3] = address;
}

/** The address as a number, or -1. */
function readVersion4(text: string, start: number, end: number): number {
  let address = 0;
  let parts = 0;
  let part = -1;
  for (let i = start; i <= end; i += 1) {
    const code = i === end ? DOT : text.charCodeAt(i);
    if (code === DOT) {
      if (part < 0) return -1;
      address = address * 256 + part;
      parts += 1;
      part = -1;
      continue;
    }
    // A digit after a leading zero is refused with all that is not a digit.
    if (code < 48 || code > 57 || part === 0) return -1;
    part = (part < 0 ? 0 : part * 10) + code - 48;
    if (part > 255) return -1;
  }
  return parts === 4 ? address : -1;
}

/** The groups of the address being read: 16 bits each. */
const groups = new Uint16Array(8);

function readVersion6(text: string, out: AddressWords, start: number, end: number): boolean {
  const last = indexIn(text, PERCENT, start, end);
  const zoned = last < end;
  if (zoned && !isZone(text, last + 1, end)) return false;
  let count = 0;
  let gap = -1;
  let at = start;
  while (at < last) {
    if (text.charCodeAt(at) === COLON) {
      // Two colons replace omitted groups, once. A single leading colon is invalid.
      if (gap >= 0 || text.charCodeAt(at + 1) !== COLON || at + 1 >= last) return false;
      gap = count;
      at += 2;
      continue;
    }
    const stop = groupEnd(text, at, last);
    if (stop < last && text.charCodeAt(stop) === DOT) {
      const address = count <= 6 ? readVersion4(text, at, last) : -1;
      if (address < 0) return false;
      groups[count] = address >>> 16;
      groups[count + 1] = address & 0xffff;
      count += 2;
      break;
    }
    const group = count < 8 ? readGroup(text, at, stop) : -1;
    if (group < 0) return false;
    groups[count] = group;
    count += 1;
    if (stop === last) break;
    if (text.charCodeAt(stop) !== COLON || stop + 1 === last) return false;
    // The colon before a gap is the gap's own.
    at = text.charCodeAt(stop + 1) === COLON ? stop : stop + 1;
  }
  // A gap replaces at least one group.
  if (gap < 0 ? count !== 8 : count > 7) return false;
  pack(out, count, gap);
  return !zoned || isLinkLocal(out);
}

function groupEnd(text: string, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === COLON || code === DOT) break;
    at += 1;
  }
  return at;
}

/** One to four hex digits, or -1. */
function readGroup(text: string, start: number, end: number): number {
  if (end === start || end - start > 4) return -1;
  let group = 0;
  for (let i = start; i < end; i += 1) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit < 0) return -1;
    group = group * 16 + digit;
  }
  return group;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Puts the groups into words: those after the gap belong to the end. */
function pack(out: AddressWords, count: number, gap: number): void {
  const before = gap < 0 ? 8 : gap;
  const after = 8 - (count - before);
  for (let i = 0; i < 4; i += 1) {
    out[i] = groupAt(2 * i, before, after) * 0x1_0000 + groupAt(2 * i + 1, before, after);
  }
}

function groupAt(i: number, before: number, after: number): number {
  if (i < before) return groups[i] ?? 0;
  return i < after ? 0 : (groups[before + i - after] ?? 0);
}

function isZone(text: string, start: number, end: number): boolean {
  if (start === end) return false;
  for (let i = start; i < end; i += 1) {
    const code = text.charCodeAt(i);
    if (code === PERCENT || code === COLON || code <= 32 || code >= 127) return false;
  }
  return true;
}

/** The index of a character in a range, or `end`. Unlike `indexOf`, it does not search beyond the range. */
export function indexIn(text: string, code: number, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== code) at += 1;
  return at;
}

function isLinkLocal(address: AddressWords): boolean {
  return (address[0] ?? 0) >>> 22 === 0xfe80 >>> 6;
}

export function isMapped(address: AddressWords): boolean {
  return address[0] === 0 && address[1] === 0 && address[2] === MAPPED;
}

/**
 * Whether an address can only be reached from the network it is in: loopback (127.0.0.0/8, ::1), RFC 1918, shared
 * address space (100.64.0.0/10, RFC 6598, which EKS recommends as secondary ranges for pods), link-local
 * (169.254.0.0/16, fe80::/10) and unique local (fc00::/7).
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPrivate(address: AddressWords): boolean {
  const word = address[3] ?? 0;
  if (isMapped(address)) {
    const first = word >>> 24;
    if (first === 10 || first === 127) return true;
    const top = word >>> 16;
    if (top === 0xc0a8 || top === 0xa9fe) return true;
    return word >>> 20 === 0xac1 || word >>> 22 === 0x6440 >>> 6;
  }
  const first = address[0] ?? 0;
  if (first >>> 25 === 0xfc >>> 1 || isLinkLocal(address)) return true;
  return first === 0 && address[1] === 0 && address[2] === 0 && word === 1;
}

const scratch = newAddress();

/** Whether a text is a private address: see `isPrivate`. False for anything but an address. */
export function isPrivateAddress(text: string, start = 0, end = text.length): boolean {
  return readAddress(text, scratch, start, end) && isPrivate(scratch);
}
