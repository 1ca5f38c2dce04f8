/** An IPv4 block, as numbers. */
interface Block {
  /** Its first address. */
  readonly first: number;
  /** Length of the prefix, 0 to 32. */
  readonly length: number;
}

/**
 * Reads an IPv4 block such as 10.0.0.0/16; undefined if it is invalid. AWS requires the block's first address before
 * the slash: 10.0.1.0/16 is invalid.
 */
function readBlock(text: string): Block | undefined {
  const form = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (form === null) return undefined;
  const [, ...parts] = form;
  const [length = 33, ...octets] = [parts.at(-1), ...parts.slice(0, -1)].map(Number);
  // Some parsers read numbers with a leading zero as octal.
  if (length > 32 || octets.some((octet) => octet > 255) || parts.some((part) => /^0\d/.test(part))) return undefined;
  const first = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return first % 2 ** (32 - length) === 0 ? { first, length } : undefined;
}

/** Whether all of a block lies in another one. */
function isWithin({ first, length }: Block, outer: Block): boolean {
  return (
    length >= outer.length && Math.floor(first / 2 ** (32 - outer.length)) === outer.first / 2 ** (32 - outer.length)
  );
}

/** Addresses of one's own networks. https://www.rfc-editor.org/rfc/rfc1918 */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** Addresses that no client on the internet has. https://www.rfc-editor.org/rfc/rfc6890 */
const RESERVED = [...PRIVATE, "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"];

/** Whether a text is a block of private addresses with a prefix length in the given range. */
export function isPrivateBlock(text: string, shortest: number, longest: number): boolean {
  const block = readBlock(text);
  return block !== undefined && block.length >= shortest && block.length <= longest && isAmong(block, PRIVATE);
}

/**
 * Whether a text is a block of addresses that clients on the internet can have, with a prefix of at least that length.
 */
export function isPublicBlock(text: string, shortest: number): boolean {
  const block = readBlock(text);
  return block !== undefined && block.length >= shortest && !isAmong(block, RESERVED);
}

/** Whether a text is an IPv4 block with its first address. */
export function isBlock(text: string): boolean {
  return readBlock(text) !== undefined;
}

function isAmong(block: Block, blocks: readonly string[]): boolean {
  return blocks.some((text) => {
    const outer = readBlock(text);
    return outer !== undefined && isWithin(block, outer);
  });
}
