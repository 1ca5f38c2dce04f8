/** `1,234,567`, with a number of decimals. */
export function count(value: number, digits = 0): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** `$1,234.50`. */
export function usd(value: number): string {
  return `$${count(value, 2)}`;
}

/** `12.5 %`; four significant digits. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(4))} %`;
}

/** `3.25`, with at most three decimals. */
export function short(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** `1 instance`, `2 instances`. */
export function number(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}
