import type { Node } from "ts-morph";
import { callsOf, placeOf, type SdkCall } from "../../code/calls.ts";
import { importedName } from "../../code/names.ts";
import { short } from "../../code/object-calls.ts";
import { TRACING } from "../../code/packages.ts";
import { functionOf } from "../../code/segments.ts";
import type { CodeFile } from "../../read/code-file.ts";
import type { CodeRule, Found } from "../../rule.ts";

export const xrayCaptureFunction: CodeRule = {
  name: "xray-capture-function",
  title: "captureFunc and captureAsyncFunc",
  why: "Subsegments of the app's own are made by functions of @pmp/tracing.",
  fix: "Use capture(name, run) for captureFunc, captureUntilClosed(name, run) for captureAsyncFunc: it ends by close() as before.",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const each of callsOf(file, "captureFunc", "captureAsyncFunc")) yield capturedCall(file, each);
  },
};

function capturedCall(file: CodeFile, { member, callee, call, args }: SdkCall): Found {
  const [name, run, parent] = args;
  const message = `${member}(${name === undefined ? "" : short(name)})`;
  if (name === undefined || run === undefined || parent !== undefined) {
    return { ...placeOf(call), message: `${message} is given a parent segment: a subsegment belongs to what runs` };
  }
  const target = functionOf(file, run);
  if (target === undefined) {
    return {
      ...placeOf(call),
      message: `${message} runs a function of another file, which may use the subsegment that it is given`,
    };
  }
  const { local, specifier } = importedName(file, member === "captureFunc" ? "capture" : "captureUntilClosed");
  return {
    ...placeOf(call),
    message,
    edits: [{ ...placeOf(callee), text: local }],
    imports: { [TRACING]: [specifier] },
    ...(member === "captureFunc" &&
      returnsPromise(file, target) && {
        note: "The subsegment ended when the function returned its promise, and will end when the promise settles.",
      }),
  };
}

function returnsPromise(file: CodeFile, run: Node): boolean {
  const { Node } = file.tsMorph;
  return (
    (Node.isArrowFunction(run) || Node.isFunctionExpression(run) || Node.isFunctionDeclaration(run)) && run.isAsync()
  );
}
