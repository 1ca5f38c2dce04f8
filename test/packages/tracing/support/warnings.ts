import { diag, type DiagLogger } from "../../../../packages/tracing/testing.ts";

/** Takes the warnings of the package instead of writing them; `diag.disable()` ends it. */
export function takeWarnings(): string[] {
  const warnings: string[] = [];
  const nothing = (): void => undefined;
  const logger: DiagLogger = {
    error: nothing,
    info: nothing,
    debug: nothing,
    verbose: nothing,
    warn: (text) => void warnings.push(text),
  };
  diag.setLogger(logger, { suppressOverrideMessage: true });
  return warnings;
}
