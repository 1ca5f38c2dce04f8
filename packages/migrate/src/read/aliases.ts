import { posix } from "node:path";
import type { Aliases } from "../code/modules.ts";
import { kindOf } from "../kinds.ts";
import type { FoundFile } from "../walk.ts";

interface Config {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: {
    readonly baseUrl?: string;
    readonly paths?: Readonly<Record<string, readonly string[]>>;
  };
}

/**
 * The aliases of all tsconfig.json and jsconfig.json, those of the nearest folder first.
 *
 * @param parse reads JSON with comments; undefined: it is none
 */
export function readAliases(files: ReadonlyMap<string, FoundFile>, parse: (text: string) => unknown): Aliases[] {
  const configs = new Map(
    [...files.values()]
      .filter(({ path }) => kindOf(path) === "aliases")
      .map(({ path, text }) => [path, configOf(parse(text))] as const),
  );
  const aliasesOf = (path: string, seen: readonly string[]): Omit<Aliases, "folder"> => {
    const config = configs.get(path);
    if (config === undefined || seen.includes(path)) return { paths: {} };
    const folder = posix.dirname(path);
    const { baseUrl, paths } = config.compilerOptions ?? {};
    const bases = [config.extends ?? []]
      .flat()
      .map((each) => posix.join(folder, each))
      .map((each) => [each, `${each}.json`, posix.join(each, "tsconfig.json")].find((one) => configs.has(one)) ?? "")
      .map((each) => aliasesOf(each, [...seen, path]));
    const base =
      baseUrl === undefined ? bases.findLast((each) => each.baseUrl !== undefined)?.baseUrl : join(folder, baseUrl);
    const own = Object.entries(paths ?? {}).map(([pattern, targets]) => [
      pattern,
      targets.map((target) => join(base ?? folder, target)),
    ]);
    const inherited = Object.fromEntries(bases.flatMap((each) => Object.entries(each.paths)));
    return {
      paths: paths === undefined ? inherited : (Object.fromEntries(own) as Aliases["paths"]),
      ...(base !== undefined && { baseUrl: base }),
    };
  };
  return [...configs.keys()]
    .map((path) => ({ folder: posix.dirname(path), ...aliasesOf(path, []) }))
    .sort((a, b) => b.folder.length - a.folder.length);
}

/** What is of use in a file's content, whatever that is. */
function configOf(value: unknown): Config {
  if (!isRecord(value)) return {};
  const options = isRecord(value.compilerOptions) ? value.compilerOptions : {};
  const paths = isRecord(options.paths) ? options.paths : undefined;
  const extended = [value.extends].flat().filter((each) => typeof each === "string");
  return {
    extends: extended.filter((each) => each.startsWith(".")),
    compilerOptions: {
      ...(typeof options.baseUrl === "string" && { baseUrl: options.baseUrl }),
      ...(paths !== undefined && {
        paths: Object.fromEntries(
          Object.entries(paths).map(([pattern, targets]) => [
            pattern,
            [targets].flat().filter((each) => typeof each === "string"),
          ]),
        ),
      }),
    },
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** A path relative to the repository; `${configDir}` is the folder itself. */
function join(folder: string, path: string): string {
  return posix.join(folder, path.replace("${configDir}", "."));
}
