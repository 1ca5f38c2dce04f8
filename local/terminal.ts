/**
 * User output of the local cluster: lines with the time since the start, without colors if stdout is not a terminal,
 * NO_COLOR is set, or in CI.
 */
export interface Terminal {
  /** A finished step or a heading. */
  step(text: string): void;
  /** Detail below a step. */
  info(text: string): void;
  /** Something is wrong. */
  error(text: string): void;
  /** Unformatted text, such as a table. */
  print(text: string): void;
}

/** The output stream: stdout, or a test's. */
export interface TerminalOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export function createTerminal(
  out: TerminalOutput = process.stdout,
  env: NodeJS.ProcessEnv = process.env,
  now: () => number = Date.now,
): Terminal {
  const started = now();
  // An empty variable is as good as none: https://no-color.org
  const isSet = (name: string): boolean => (env[name] ?? "") !== "";
  const colored = out.isTTY === true && !isSet("NO_COLOR") && !isSet("CI");
  const paint = (code: string, text: string): string => (colored ? `\u001b[${code}m${text}\u001b[0m` : text);
  const clock = (): string => `${((now() - started) / 1000).toFixed(0).padStart(4)} s`;
  return {
    step: (text) => void out.write(`${paint("2", clock())}  ${paint("1", text)}\n`),
    info: (text) => void out.write(`        ${text.replaceAll("\n", "\n        ")}\n`),
    error: (text) => void out.write(`${paint("31", "error")}   ${text}\n`),
    print: (text) => void out.write(`${text}\n`),
  };
}
