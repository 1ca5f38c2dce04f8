import { isMapped, newAddress, readAddress, type AddressWords } from "./address.ts";

/** A block of addresses. */
export interface AddressBlock {
  /** As CIDR, like `10.0.0.0/16`. */
  readonly text: string;
  readonly address: AddressWords;
  /** Leading bits that an address has in common with the block, of 128. */
  readonly bits: number;
}

/** Bits before an IPv4 address in the IPv6 address that maps it. */
const BITS_BEFORE_IPV4 = 96;
const CIDR = /^([0-9.]+|[0-9A-Fa-f:]+)\/(0|[1-9]\d{0,2})$/;

/** Reads a CIDR. Host bits may be set: `10.0.1.7/16` is `10.0.0.0/16`. Undefined if it is invalid. */
export function parseBlock(text: string): AddressBlock | undefined {
  const match = CIDR.exec(text);
  const base = match?.[1];
  if (base === undefined) return undefined;
  const address = newAddress();
  if (!readAddress(base, address)) return undefined;
  const dotted = !base.includes(":");
  const length = Number(match?.[2]);
  if (length > (dotted ? 32 : 128)) return undefined;
  return { text, address, bits: dotted ? length + BITS_BEFORE_IPV4 : length };
}

export function isInBlock(address: AddressWords, block: AddressBlock): boolean {
  // All IPv4 addresses are one block of IPv6, but who writes ::/0 or a block of IPv6 does not mean them.
  if (block.bits < BITS_BEFORE_IPV4 && isMapped(address)) return false;
  for (let i = 0; i < 4; i += 1) {
    const bits = block.bits - 32 * i;
    if (bits <= 0) return true;
    const difference = ((address[i] ?? 0) ^ (block.address[i] ?? 0)) >>> 0;
    if (bits >= 32 ? difference !== 0 : difference >>> (32 - bits) !== 0) return false;
  }
  return true;
}
