import type { FinishedSpan } from "../../../tracing/src/span.ts";

export type Attributes = FinishedSpan["attributes"];

/** A member of any value; undefined if there is none. */
export function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A number, also from a string: JSON has 64-bit numbers as strings. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A list of OTLP's KeyValue as attributes. The last value of a repeated key counts. */
export function attributesOf(list: unknown): Attributes {
  const pairs = listOf(list).flatMap((item): [string, Plain][] => {
    const key = textOf(member(item, "key"));
    const value = plain(member(item, "value"));
    return key === undefined || value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(pairs);
}

type Scalar = string | number | boolean;
type Plain = Scalar | string[] | number[] | boolean[];

/** An AnyValue: a scalar, a list of scalars of one type, or the JSON text of anything else. */
function plain(value: unknown): Plain | undefined {
  const list = member(member(value, "arrayValue"), "values");
  if (!Array.isArray(list)) return scalar(value);
  const items = list.map(plain).filter((item) => item !== undefined);
  if (items.every((item) => typeof item === "number")) return items;
  if (items.every((item) => typeof item === "boolean")) return items;
  return items.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
}

function scalar(value: unknown): Scalar | undefined {
  const text = member(value, "stringValue");
  if (typeof text === "string") return text;
  const flag = member(value, "boolValue");
  if (typeof flag === "boolean") return flag;
  const bytes = member(value, "bytesValue");
  if (bytes instanceof Uint8Array) return Buffer.from(bytes).toString("base64");
  if (typeof bytes === "string") return bytes;
  const object = member(member(value, "kvlistValue"), "values");
  if (Array.isArray(object)) return JSON.stringify(attributesOf(object));
  return numberOf(member(value, "intValue")) ?? numberOf(member(value, "doubleValue"));
}
