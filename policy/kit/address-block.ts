/** A block of addresses, by its size. */
export interface AddressBlock {
  readonly family: 4 | 6;
  readonly prefix: number;
}

/** The widest block that one organization has: a /8 of IPv4, a /16 of IPv6 (registries give out /32, at most /19). */
export const WIDEST_PREFIX = { 4: 8, 6: 16 } as const;

/** Whether a block is wider than any network of one's own: two halves of the internet are all of it. */
export function isMuchOfInternet({ family, prefix }: AddressBlock): boolean {
  return prefix < WIDEST_PREFIX[family];
}
