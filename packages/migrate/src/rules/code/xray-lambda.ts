import { usesSdk } from "../../code/segments.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayLambda: CodeRule = {
  name: "xray-lambda",
  title: "a handler of AWS Lambda",
  why: "Lambda sends the segment of a function itself and hands its header over in the environment, and stops the process between events: @pmp/tracing is for servers and jobs.",
  fix: "Keep this function on the X-Ray SDK, or move it to AWS's OpenTelemetry layer for Lambda.",
  level: "say",
  reads: "code",
  *find(file) {
    if (!usesSdk(file)) return;
    for (const match of file.text.matchAll(HANDLER)) {
      const start = match.index + (match[1]?.length ?? 0);
      yield { start, end: match.index + match[0].length, message: "exports a handler of events" };
    }
  },
};

/** `export const handler = async (event…`, `export async function handler(event…`, `exports.handler = …(event…`. */
const HANDLER =
  /(^|\n)(?:export\s+(?:const\s+handler\b[^=\n]*=|(?:async\s+)?function\s+handler)|(?:module\.)?exports\.handler\s*=)[^;\n]*\(\s*_?event\b/g;
