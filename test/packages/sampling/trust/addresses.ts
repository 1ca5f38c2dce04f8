import fc from "fast-check";

/** Bytes of generated addresses, by range, and all the ways in which they may be written. */
type Bytes = readonly number[];

const byte = fc.integer({ min: 0, max: 255 });

function bytes(...parts: (number | fc.Arbitrary<number>)[]): fc.Arbitrary<Bytes> {
  return fc.tuple(...parts.map((part) => (typeof part === "number" ? fc.constant(part) : part)));
}

const rest = (count: number): fc.Arbitrary<number>[] => Array.from({ length: count }, () => byte);
const between = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

export const privateV4: fc.Arbitrary<Bytes> = fc.oneof(
  bytes(127, ...rest(3)),
  bytes(10, ...rest(3)),
  bytes(172, between(16, 31), ...rest(2)),
  bytes(192, 168, ...rest(2)),
  bytes(100, between(64, 127), ...rest(2)),
  bytes(169, 254, ...rest(2)),
);

export const publicV4: fc.Arbitrary<Bytes> = fc.oneof(
  // Right beside the private ranges, and anywhere else.
  fc.constantFrom<Bytes>(
    ...[
      [9, 255, 255, 255],
      [11, 0, 0, 0],
      [126, 255, 255, 255],
      [128, 0, 0, 0],
      [172, 15, 255, 255],
      [172, 32, 0, 0],
      [192, 167, 255, 255],
      [192, 169, 0, 0],
      [100, 63, 255, 255],
      [100, 128, 0, 0],
      [169, 253, 255, 255],
      [169, 255, 0, 0],
      [0, 0, 0, 0],
      [255, 255, 255, 255],
    ],
  ),
  bytes(fc.constantFrom(1, 3, 8, 34, 54, 99, 101, 130, 203, 223), ...rest(3)),
);

const privateV6: fc.Arbitrary<Bytes> = fc.oneof(
  fc.constant<Bytes>([...Array<number>(15).fill(0), 1]),
  bytes(between(0xfc, 0xfd), ...rest(15)),
  bytes(0xfe, between(0x80, 0xbf), ...rest(14)),
  privateV4.map(mapped),
);

const publicV6: fc.Arbitrary<Bytes> = fc.oneof(
  bytes(between(0x20, 0x3f), ...rest(15)),
  bytes(fc.constantFrom(0xfb, 0xff, 0x64), ...rest(15)),
  bytes(0xfe, fc.constantFrom(0x00, 0x7f, 0xc0, 0xff), ...rest(14)),
  // Forms that hold an IPv4 address and are not the mapped one: compatible, translated, 6to4.
  privateV4.map((address) => [0x20, 0x02, ...address, ...Array<number>(10).fill(0)]),
  privateV4.map((address) => [0, 0x64, 0xff, 0x9b, ...Array<number>(8).fill(0), ...address]),
  privateV4.map((address) => [...Array<number>(8).fill(0), 0xff, 0xff, 0, 0, ...address]),
  publicV4.map(mapped),
);

function mapped(address: Bytes): Bytes {
  return [...Array<number>(10).fill(0), 0xff, 0xff, ...address];
}

/** One of the ways to write an address. */
export function written(address: Bytes): fc.Arbitrary<string> {
  return address.length === 4 ? fc.constant(address.join(".")) : writtenV6(address);
}

function writtenV6(address: Bytes): fc.Arbitrary<string> {
  const groups = Array.from({ length: 8 }, (_, i) => (address[2 * i] ?? 0) * 256 + (address[2 * i + 1] ?? 0));
  const styles = fc.record({ pad: fc.boolean(), upper: fc.boolean(), dotted: fc.boolean(), gap: fc.nat(7) });
  return styles.map(({ pad, upper, dotted, gap }) => {
    const texts = groups.map((group) => group.toString(16).padStart(pad ? 4 : 1, "0"));
    if (dotted) texts.splice(6, 2, address.slice(12).join("."));
    const text = shortened(texts, gap);
    return upper ? text.toUpperCase() : text;
  });
}

/** With `::` in place of the zeros that begin at a group, if there are any. */
function shortened(texts: readonly string[], from: number): string {
  const isZero = (text: string | undefined): boolean => text !== undefined && /^0+$/.test(text);
  let to = from;
  while (isZero(texts[to])) to += 1;
  if (to === from) return texts.join(":");
  return `${texts.slice(0, from).join(":")}::${texts.slice(to).join(":")}`;
}

export const privateText = fc.oneof(privateV4, privateV6).chain(written);
export const publicText = fc.oneof(publicV4, publicV6).chain(written);
