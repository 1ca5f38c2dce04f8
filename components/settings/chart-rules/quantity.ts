/** What a unit of memory is in bytes. */
const UNITS: Readonly<Record<string, bigint>> = {
  "": 1n,
  k: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
};

/** A quantity of memory or storage (256Mi, 1.5Gi, 268435456) in whole bytes, rounded down. */
export function bytes(quantity: string | number): bigint {
  const [, whole = "0", fraction = "", unit = ""] = /^(\d+)(?:\.(\d+))?([A-Za-z]*)$/.exec(String(quantity)) ?? [];
  return (BigInt(whole + fraction) * (UNITS[unit] ?? 1n)) / 10n ** BigInt(fraction.length);
}

/** The same in whole MiB, rounded down. */
export function mebibytes(quantity: string | number): number {
  return Number(bytes(quantity) / 2n ** 20n);
}
