import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../properties.ts";

/**
 * The inputs that would give what lives now: those that were asked for, with what has changed since they were applied.
 * Compared is what lived then with what lives now, since the API server writes many values in another way than they were given.
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
