import { indexIn, isPrivateAddress } from "./address.ts";

const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const SEMICOLON = 59;
const EQUALS = 61;
const BACKSLASH = 92;
const OPEN = 91;
const CLOSE = 93;
const UNDERSCORE = 95;

/**
 * Whether all entries of an X-Forwarded-For header are private addresses. Unreadable entries (`unknown`, a name, an
 * obfuscated `_proxy`) and a header without entries are not. Empty members of the list are skipped (RFC 9110, 5.6.1).
 */
export function allForwardedForPrivate(header: string): boolean {
  let found = false;
  let start = 0;
  while (start <= header.length) {
    const end = indexIn(header, COMMA, start, header.length);
    const first = skipSpace(header, start, end);
    if (first < end) {
      if (!isPrivateNode(header, first, trimEnd(header, first, end))) return false;
      found = true;
    }
    start = end + 1;
  }
  return found;
}

/**
 * Whether each element of a Forwarded header (RFC 7239) names a private address as `for`. False if an element has no
 * `for` or is malformed.
 */
export function allForwardedPrivate(header: string): boolean {
  let found = false;
  let at = skipSpace(header, 0, header.length);
  while (at < header.length) {
    if (header.charCodeAt(at) !== COMMA) {
      at = readElement(header, at);
      if (at < 0) return false;
      found = true;
    }
    // An element is followed by a comma or the end.
    at = skipSpace(header, at + 1, header.length);
  }
  return found;
}

/**
 * The end of the element that begins there (its comma, or the header's end), or -1 if it does not name a private
 * address.
 */
function readElement(header: string, start: number): number {
  let at = start;
  let named = false;
  for (;;) {
    const equals = header.indexOf("=", at);
    if (equals < 0 || !isToken(header, at, equals)) return -1;
    const from = equals + 1;
    const to = valueEnd(header, from);
    if (to < 0) return -1;
    if (isFor(header, at, equals)) {
      if (!isPrivateNode(header, from, to)) return -1;
      named = true;
    }
    at = skipSpace(header, to, header.length);
    const code = header.charCodeAt(at);
    if (at === header.length || code === COMMA) return named ? at : -1;
    if (code !== SEMICOLON) return -1;
    at = skipSpace(header, at + 1, header.length);
    // An element may end with a semicolon.
    if (at === header.length || header.charCodeAt(at) === COMMA) return named ? at : -1;
  }
}

function isFor(header: string, start: number, end: number): boolean {
  if (end - start !== 3) return false;
  const lower = (i: number): number => header.charCodeAt(start + i) | 0x20;
  return lower(0) === 102 && lower(1) === 111 && lower(2) === 114;
}

/** Where a token or a quoted string ends, or -1. */
function valueEnd(header: string, start: number): number {
  if (header.charCodeAt(start) === QUOTE) {
    for (let at = start + 1; at < header.length; at += 1) {
      const code = header.charCodeAt(at);
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) return at + 1;
    }
    return -1;
  }
  let at = start;
  while (at < header.length && !endsValue(header.charCodeAt(at))) at += 1;
  return at;
}

function endsValue(code: number): boolean {
  return code === COMMA || code === SEMICOLON || code === SPACE || code === TAB || code === QUOTE || code === EQUALS;
}

function isToken(header: string, start: number, end: number): boolean {
  if (start === end) return false;
  for (let at = start; at < end; at += 1) {
    const code = header.charCodeAt(at);
    if (code <= SPACE || code >= 127 || endsValue(code) || code === BACKSLASH) return false;
  }
  return true;
}

/** A node as both headers write it: an address, perhaps in quotes, brackets or with a port. */
function isPrivateNode(text: string, start: number, end: number): boolean {
  let first = start;
  let last = end;
  if (text.charCodeAt(first) === QUOTE) {
    if (last - first < 2 || text.charCodeAt(last - 1) !== QUOTE) return false;
    first += 1;
    last -= 1;
  }
  if (text.charCodeAt(first) === OPEN) {
    const close = indexIn(text, CLOSE, first, last);
    if (close === last || (close + 1 < last && !isPort(text, close + 1, last))) return false;
    // Brackets are for IPv6 only.
    return indexIn(text, COLON, first, close) < close && isPrivateAddress(text, first + 1, close);
  }
  const colon = indexIn(text, COLON, first, last);
  // More than one colon is IPv6, which has a port only after brackets.
  if (colon === last || indexIn(text, COLON, colon + 1, last) < last) return isPrivateAddress(text, first, last);
  return isPort(text, colon, last) && isPrivateAddress(text, first, colon);
}

/** A colon and a port: a number, or an obfuscated name (RFC 7239, 6.2). */
function isPort(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) !== COLON || end - start < 2) return false;
  const obfuscated = text.charCodeAt(start + 1) === UNDERSCORE;
  if (!obfuscated && end - start > 6) return false;
  for (let i = start + 1; i < end; i += 1) {
    const code = text.charCodeAt(i);
    const digit = code >= 48 && code <= 57;
    if (!digit && !(obfuscated && isObfuscation(code))) return false;
  }
  return true;
}

function isObfuscation(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 97 && lower <= 122) || code === UNDERSCORE || code === 45 || code === 46;
}

function skipSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB;
}
