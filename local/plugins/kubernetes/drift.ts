import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../properties.ts";

/**
 * The inputs for the current object: the applied ones plus later changes. Compares the live object after the apply with
 * the current one, since the API server normalizes many values.
 */
export function liveInputs(inputs: unknown, then: unknown, now: unknown): unknown {
  if (isDeepStrictEqual(then, now)) return inputs;
  if (isRecord(inputs) && isRecord(then) && isRecord(now)) {
    return Object.fromEntries(
      Object.entries(inputs).flatMap(([key, value]) => {
        const live = liveInputs(value, then[key], now[key]);
        return live === undefined ? [] : [[key, live]];
      }),
    );
  }
  if (Array.isArray(inputs) && Array.isArray(then) && Array.isArray(now) && then.length === now.length) {
    return inputs.map((value, index) => liveInputs(value, then[index], now[index]));
  }
  return now;
}
