import { build } from "esbuild";
import { repository } from "../support/npm.ts";

/** A CommonJS module as one file, with the packages that the repository's root finds. */
export async function bundled(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: repository, loader: "js" },
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    write: false,
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
