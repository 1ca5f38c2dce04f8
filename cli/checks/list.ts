import { LINK_TITLES, LINKS, type Check } from "@pmp/checks";

/** The checks, by link, for `--list`. */
export function formatList(checks: readonly Check[]): { readonly text: string; readonly json: unknown } {
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  const parts = LINKS.flatMap((link) => {
    const some = checks.filter((check) => check.link === link);
    if (some.length === 0) return [];
    return [
      [
        LINK_TITLES[link],
        ...some.map(({ name, title, phase }) => `  ${name.padEnd(width)}  ${phase.padEnd(6)}  ${title}`),
      ].join("\n"),
    ];
  });
  const json = checks.map(({ name, link, phase, severity, certainty, title }) => ({
    name,
    link,
    phase,
    severity,
    certainty,
    title,
  }));
  return { text: `${parts.join("\n\n")}\n\n${checks.length} checks.`, json };
}
