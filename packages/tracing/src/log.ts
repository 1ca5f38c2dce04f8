import { diag, DiagLogLevel, type DiagLogger } from "@opentelemetry/api";

const LEVELS: Readonly<Record<string, DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

/** Logs OpenTelemetry's messages to stderr, unless the app has registered a logger. */
export function logToStderr(level: string | undefined): void {
  if (hasDiagLogger()) return;
  diag.setLogger(new StderrLogger(), {
    logLevel: LEVELS[level?.trim().toLowerCase() ?? ""] ?? DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
}

/** All copies of the API of one major version share their registrations under this symbol. */
export function globalApi(): Record<string, unknown> {
  const api: unknown = Reflect.get(globalThis, Symbol.for("opentelemetry.js.api.1"));
  return typeof api === "object" && api !== null ? { ...api } : {};
}

/** A warning on stderr, for when no logger is available. */
export function writeWarning(message: string): void {
  write("warn", `pmp-tracing: ${message}`, []);
}

function hasDiagLogger(): boolean {
  return globalApi().diag !== undefined;
}

class StderrLogger implements DiagLogger {
  error(message: string, ...args: unknown[]): void {
    write("error", message, args);
  }
  warn(message: string, ...args: unknown[]): void {
    write("warn", message, args);
  }
  info(message: string, ...args: unknown[]): void {
    write("info", message, args);
  }
  debug(message: string, ...args: unknown[]): void {
    write("debug", message, args);
  }
  verbose(message: string, ...args: unknown[]): void {
    write("verbose", message, args);
  }
}

function write(level: string, message: string, args: unknown[]): void {
  const rest = args.map((arg) => (arg instanceof Error ? ` ${arg.message}` : ` ${String(arg)}`)).join("");
  process.stderr.write(`[${level}] ${message}${rest}\n`);
}
