import type { Progress } from "@pmp/checks";
import type { Environment } from "../commands/invocation.ts";

/** Shows what is going on: one line that is written over on a terminal, plain lines elsewhere. */
export interface ProgressLine {
  readonly show: (progress: Progress) => void;
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

const CLEAR = "\r\u001B[K";

export function progressLine(stream: Environment["progress"]): ProgressLine {
  const terminal = stream?.isTTY === true;
  let said = "";
  const clear = (): void => {
    if (terminal) stream.write(CLEAR);
  };
  return {
    clear,
    say: (line) => {
      clear();
      stream?.write(`${line}\n`);
    },
    show: ({ known, wanted, waiting }) => {
      const line = waiting.length > 0 ? `Waiting for ${waiting.join(", ")}` : `Reading: ${known} of ${wanted}`;
      if (terminal) stream.write(`${CLEAR}${line.slice(0, 100)}`);
      // In a log, only what is waited for is worth a line, once.
      else if (waiting.length > 0 && line !== said) stream?.write(`${line}\n`);
      if (waiting.length > 0) said = line;
    },
  };
}
