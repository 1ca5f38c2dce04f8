/** Text as one word of a POSIX shell's command line, in quotes only where it needs them. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
