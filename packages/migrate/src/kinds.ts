/** The file by which an interrupted run is completed. */
export const JOURNAL = ".pmp-xray-migrate.json";

/** How a file is read, by its path; undefined: not at all. */
export function kindOf(path: string): "code" | "script" | "aliases" | "data" | "text" | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/\.d\.[cm]?ts$|\.min\.[cm]?js$/.test(name)) return undefined;
  if (/\.(?:[cm]?[jt]s|[jt]sx)$/.test(name)) return "code";
  if (/^(?:package-lock|npm-shrinkwrap)\.json$|^pnpm-lock\.yaml$/.test(name) || name === JOURNAL) return undefined;
  if (/^(?:tsconfig.*|jsconfig)\.json$/.test(name)) return "aliases";
  if (/\.(?:json|ya?ml)$/.test(name)) return "data";
  if (/^(?:.+\.)?(?:Dockerfile|Containerfile)(?:\..+)?$/i.test(name) || /^\.env(?:\..+)?$|\.(?:env|sh)$/.test(name)) {
    return "text";
  }
  if (/\.(?:vue|svelte|astro|coffee)$/.test(name)) return "script";
  return /^Procfile$|\.tf$/.test(name) ? "text" : undefined;
}

/** Whether a file is a package.json. */
export function isManifest(path: string): boolean {
  return path === "package.json" || path.endsWith("/package.json");
}
