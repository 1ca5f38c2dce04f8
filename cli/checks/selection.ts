import { UsageError } from "@pmp/command-line";
import type { Check } from "@pmp/checks";
import { nearest } from "@pmp/model";

/** The checks that the user wants, in their order. @throws UsageError for a name that no check has */
export function selectChecks(
  all: readonly Check[],
  { only, skip = [] }: { readonly only?: readonly string[] | undefined; readonly skip?: readonly string[] | undefined },
): readonly Check[] {
  const names = all.map(({ name }) => name);
  for (const name of [...(only ?? []), ...skip]) {
    if (names.includes(name)) continue;
    const meant = nearest(name, names);
    const suggestion = meant === undefined ? "" : ` Did you mean ${meant}?`;
    throw new UsageError(`There is no check ${name}.${suggestion} pmp-xray doctor --list lists them.`);
  }
  return all.filter(({ name }) => (only === undefined || only.includes(name)) && !skip.includes(name));
}
