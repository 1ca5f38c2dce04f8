import type { Manifest } from "./code/package-json.ts";

/** Packages in a manifest after the code has moved; the format is npm's: two spaces, or the file's own indent. */
export function editManifest(
  text: string,
  removed: readonly string[],
  added: Readonly<Record<string, string>>,
): string {
  const manifest = JSON.parse(text) as Record<string, unknown> & Manifest;
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]) {
    const list = manifest[kind] as Record<string, string> | undefined;
    if (list === undefined) continue;
    for (const name of removed) Reflect.deleteProperty(list, name);
    if (Object.keys(list).length === 0) Reflect.deleteProperty(manifest, kind);
  }
  const missing = Object.entries(added).filter(([name]) => manifest.dependencies?.[name] === undefined);
  if (missing.length > 0) {
    const all = Object.entries({ ...manifest.dependencies, ...Object.fromEntries(missing) });
    Object.assign(manifest, { dependencies: Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) });
  }
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? 2;
  const json = JSON.stringify(manifest, undefined, indent) + (text.endsWith("\n") ? "\n" : "");
  return text.includes("\r\n") ? json.replaceAll("\n", "\r\n") : json;
}
