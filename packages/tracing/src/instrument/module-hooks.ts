import { registerHooks } from "node:module";
import { guarded } from "../guard.ts";
import { traceAwsClient } from "./aws-sdk.ts";
import { patchExpressLayer, patchExpressRouter } from "./express.ts";
import { tracePostgresClient, tracePostgresPool } from "./postgres.ts";

/**
 * Packages without (sufficient) diagnostics channels. A line appended to the file of their class passes the class to
 * tracing: no other file is changed, and the order of the app's imports does not matter.
 */
const FILES: readonly { file: RegExp; take: (exported: unknown) => void }[] = [
  { file: /[\\/]node_modules[\\/]pg[\\/]lib[\\/]client\.js$/, take: tracePostgresClient },
  { file: /[\\/]node_modules[\\/]pg-pool[\\/]index\.js$/, take: tracePostgresPool },
  {
    file: /[\\/]node_modules[\\/]@smithy[\\/](?:core[\\/]dist-cjs[\\/]submodules[\\/]client|smithy-client[\\/]dist-cjs)[\\/]index\.js$/,
    take: (exported) =>
      traceAwsClient(typeof exported === "object" && exported !== null ? Reflect.get(exported, "Client") : undefined),
  },
  // Part of Express 4; Express 5 has them in the package `router`.
  {
    file: /[\\/]node_modules[\\/](?:express[^\\/]*[\\/]lib[\\/]router|router)[\\/]index\.js$/,
    take: patchExpressRouter,
  },
  {
    file: /[\\/]node_modules[\\/](?:express[^\\/]*[\\/]lib[\\/]router|router[\\/]lib)[\\/]layer\.js$/,
    take: patchExpressLayer,
  },
];

/** Called by the appended line. */
const TAKE = "pmp.tracing.take";

/**
 * Instruments the packages above when they are loaded by `import` or `require`; returns a function that stops it.
 * https://nodejs.org/api/module.html#moduleregisterhooksoptions
 */
export function traceModules(): () => void {
  Reflect.set(
    globalThis,
    Symbol.for(TAKE),
    guarded("a package as it was loaded", (index: number, exported: unknown) => FILES[index]?.take(exported)),
  );
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const index = url.startsWith("file:") ? FILES.findIndex(({ file }) => file.test(url)) : -1;
      if (index < 0 || !loaded.source) return loaded;
      const source =
        typeof loaded.source === "string" ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString();
      return {
        ...loaded,
        source: `${source}\n;typeof module === "object" && globalThis[Symbol.for("${TAKE}")]?.(${index}, module.exports);\n`,
      };
    },
  });
  return () => hooks.deregister();
}
