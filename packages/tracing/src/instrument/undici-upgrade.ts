import { attempt } from "../guard.ts";
import type { Call } from "./call.ts";

type OnUpgrade = (this: unknown, status: unknown, ...rest: unknown[]) => unknown;

/** Named differently up to undici 7 and from 8. */
const METHODS = ["onUpgrade", "onRequestUpgrade"];

/**
 * Ends a call whose connection is upgraded to another protocol. Only the newest versions of undici publish that on a
 * channel, and none of those bundled with Node before 26; so the request's own upgrade callback is wrapped.
 */
export function watchUpgrade(request: object, call: Call): void {
  for (const name of METHODS) {
    const method: unknown = Reflect.get(request, name);
    if (!isOnUpgrade(method)) continue;
    const watched: OnUpgrade = function (status, ...rest) {
      attempt("an upgrade", () => {
        if (typeof status !== "number") return;
        call.answered(status);
        call.done();
      });
      return method.call(this, status, ...rest);
    };
    Reflect.set(request, name, watched);
  }
}

function isOnUpgrade(value: unknown): value is OnUpgrade {
  return typeof value === "function";
}
