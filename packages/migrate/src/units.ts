/** Entry points that can be written apart from all others. */
export interface Group {
  readonly entries: string[];
  readonly files: string[];
}

/**
 * Groups entry points that share a file with findings: a shared file can't be written for one process and stay for
 * another.
 *
 * @param touched files with findings
 */
export function groupUnits(
  entries: readonly string[],
  reach: (entry: string) => ReadonlySet<string>,
  touched: ReadonlySet<string>,
): Group[] {
  const groups: { entries: string[]; files: Set<string> }[] = [];
  const add = (entry: string, files: ReadonlySet<string>): void => {
    const joined = groups.filter((group) => [...files].some((file) => group.files.has(file)));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push({
      entries: [...joined.flatMap((group) => group.entries), entry],
      files: new Set([...joined.flatMap((group) => [...group.files]), ...files]),
    });
  };
  const reached = new Set<string>();
  for (const entry of entries) {
    const files = new Set([...reach(entry)].filter((path) => touched.has(path)));
    if (files.size === 0) continue;
    for (const file of files) reached.add(file);
    add(entry, files);
  }
  // Files that import each other in a circle, which nothing else imports.
  for (const file of touched)
    if (!reached.has(file)) add(file, new Set([...reach(file)].filter((path) => touched.has(path))));
  return groups.map(({ entries, files }) => ({
    entries: entries.sort(),
    files: [...new Set([...entries, ...files])].sort(),
  }));
}
