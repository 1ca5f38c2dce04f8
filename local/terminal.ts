/**
 * User output of `npm start`: lines with the time since the start, and on a terminal one line of progress that is
 * rewritten in place. No colors if stdout is not a terminal, NO_COLOR is set, or in CI.
 */
export interface Terminal {
  /** What is being done. On a terminal the next text replaces it; elsewhere nothing is written. */
  progress(text: string): void;
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
  readonly columns?: number;
  write(text: string): unknown;
}

/** How often the seconds of the progress line are written again, in milliseconds. */
const TICK_MS = 1_000;
const CLEAR_LINE = "\r\u001b[2K";

export function createTerminal(
  out: TerminalOutput = process.stdout,
  env: NodeJS.ProcessEnv = process.env,
  now: () => number = Date.now,
  tickMs = TICK_MS,
): Terminal {
  const started = now();
  // An empty variable is as good as none: https://no-color.org
  const isSet = (name: string): boolean => (env[name] ?? "") !== "";
  const live = out.isTTY === true && !isSet("CI") && env.TERM !== "dumb";
  const colored = out.isTTY === true && !isSet("NO_COLOR") && !isSet("CI");
  const paint = (code: string, text: string): string => (colored ? `\u001b[${code}m${text}\u001b[0m` : text);
  const clock = (): string => `${((now() - started) / 1000).toFixed(0).padStart(4)} s`;
  let progress = "";
  let timer: NodeJS.Timeout | undefined;

  const draw = (): void => {
    // A longer line would wrap, and could not be rewritten.
    const text = `${clock()}  ${progress} …`.slice(0, (out.columns ?? 80) - 1);
    out.write(`${CLEAR_LINE}${paint("2", text)}`);
  };
  const line = (text: string): void => {
    clearInterval(timer);
    timer = undefined;
    out.write(`${progress === "" ? "" : CLEAR_LINE}${text}\n`);
    progress = "";
  };
  return {
    progress: (text) => {
      if (!live) return;
      progress = text;
      draw();
      timer ??= setInterval(draw, tickMs).unref();
    },
    step: (text) => line(`${paint("2", clock())}  ${paint("1", text)}`),
    info: (text) => line(`        ${text.replaceAll("\n", "\n        ")}`),
    error: (text) => line(`${paint("31", "error")}   ${text}`),
    print: line,
  };
}
