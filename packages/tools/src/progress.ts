/** Shows progress: on a terminal one line that is rewritten, otherwise a line every 30 seconds. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ProgressTask {
  /** How far the task is, such as "123 of 657 crates". */
  update(state: string): void;
  /** Ends the task; the default text is "done". */
  done(text?: string): void;
  /** Ends the task without success. */
  fail(): void;
}

interface Running {
  readonly title: string;
  readonly started: number;
  readonly estimateSeconds: number | undefined;
  state: string;
}

const LOG_INTERVAL_MS = 30_000;
const TERMINAL_INTERVAL_MS = 200;
const BOLD_GREEN = "\u001b[1;32m";
const BOLD_RED = "\u001b[1;31m";
const RESET = "\u001b[0m";
const CLEAR_LINE = "\r\u001b[2K";

export class Progress {
  private readonly output: ProgressOutput;
  private readonly terminal: boolean;
  private readonly color: boolean;
  private readonly now: () => number;
  private readonly running = new Set<Running>();
  private timer: NodeJS.Timeout | undefined;

  constructor(output: ProgressOutput, env: NodeJS.ProcessEnv, now: () => number = Date.now) {
    this.output = output;
    this.terminal = output.isTTY === true && !isSet(env.CI) && env.TERM !== "dumb";
    // https://no-color.org: present and not an empty string, regardless of its value.
    this.color = this.terminal && (env.NO_COLOR ?? "") === "";
    this.now = now;
  }

  /** A separate line above the one that is rewritten. */
  note(text: string): void {
    this.print(`${text}\n`);
  }

  start(title: string, estimateSeconds?: number): ProgressTask {
    const task: Running = { title, started: this.now(), estimateSeconds, state: "" };
    this.running.add(task);
    const usual = estimateSeconds === undefined ? "" : `, usually about ${duration(estimateSeconds)}`;
    if (!this.terminal) this.note(`${title}${usual}`);
    this.timer ??= setInterval(() => this.tick(), this.terminal ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS).unref();
    const end = (mark: string): void => {
      if (!this.running.delete(task)) return;
      if (this.running.size === 0) {
        clearInterval(this.timer);
        this.timer = undefined;
      }
      this.note(`${mark} ${title} (${duration(this.seconds(task))})`);
    };
    return {
      update: (state) => (task.state = state),
      done: (text = "done") => end(this.paint(BOLD_GREEN, text)),
      fail: () => end(this.paint(BOLD_RED, "failed")),
    };
  }

  private tick(): void {
    if (this.terminal) this.print("");
    else for (const task of this.running) this.output.write(`  ${this.describe(task)}\n`);
  }

  private print(text: string): void {
    if (!this.terminal) {
      this.output.write(text);
      return;
    }
    const line = this.summary();
    this.output.write(CLEAR_LINE + text + line.slice(0, Math.max(0, (this.output.columns ?? 80) - 1)));
  }

  private describe(task: Running): string {
    const usual = task.estimateSeconds === undefined ? "" : ` of about ${duration(task.estimateSeconds)}`;
    const state = task.state === "" ? "" : `${task.state}, `;
    return `${task.title}: ${state}${duration(this.seconds(task))}${usual}`;
  }

  /** All running tasks in the one line of a terminal: the time of the longest, then what each is at. */
  private summary(): string {
    const tasks = [...this.running];
    if (tasks.length === 0) return "";
    const elapsed = Math.max(...tasks.map((task) => this.seconds(task)));
    const estimate = Math.max(...tasks.map((task) => task.estimateSeconds ?? 0));
    const time = estimate > 0 ? `${duration(elapsed)} of about ${duration(estimate)}` : duration(elapsed);
    const states = tasks.map(({ state, title }) => (state === "" ? title : `${title}: ${state}`));
    return [time, ...states].join(" | ");
  }

  private seconds(task: Running): number {
    return (this.now() - task.started) / 1000;
  }

  private paint(color: string, text: string): string {
    return this.color ? `${color}${text}${RESET}` : text;
  }
}

/** "8 s", "2 min 5 s", "12 min". Seconds are left out from ten minutes on. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${String(whole)} s`;
  const minutes = Math.floor(whole / 60);
  const rest = whole % 60;
  if (whole >= 600) return `${String(Math.round(whole / 60))} min`;
  return rest === 0 ? `${String(minutes)} min` : `${String(minutes)} min ${String(rest)} s`;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false" && value !== "0";
}
