import { attempt } from "../guard.ts";
import type { Call } from "./call.ts";

type OnUpgrade = (this: unknown, status: unknown, ...rest: unknown[]) => unknown;

/** By the versions of undici up to 7, and from 8. */
const METHODS = ["onUpgrade", "onRequestUpgrade"];

/**
 * Ends a call whose connection goes over to another protocol. Only the newest versions of undici tell that on their
 * channels, and none of those that Node had in itself before 26; so the method of this one request that takes the
 * answer is looked at.
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
