import type { Node } from "ts-morph";
import { callsOf, placeOf } from "../../code/calls.ts";
import { importedName } from "../../code/names.ts";
import { KNOWN_METHODS, segmentsOf, type Handle, type HandleUse } from "../../code/segments.ts";
import { removal } from "../../code/statements.ts";
import type { CodeFile } from "../../read/code-file.ts";
import type { CodeRule, Edit, Found } from "../../rule.ts";

const API = "@opentelemetry/api";

export const xrayGetSegment: CodeRule = {
  name: "xray-get-segment",
  title: "getSegment and what is done with segments",
  why: "There is no segment object to keep: functions of @pmp/tracing act on the request that runs.",
  fix: "The variable is deleted when every use of it has a counterpart; where only its presence is asked, it becomes OpenTelemetry's active span.",
  level: "edit",
  reads: "code",
  *find(file) {
    const { handles, uses } = segmentsOf(file);
    for (const handle of handles) if (handle.kind === "current") yield* currentVariable(file, handle);
    for (const use of uses) {
      const named = handles.find((handle) => handle.uses.includes(use));
      if (named?.kind === "current") continue;
      if (use.condition === true) {
        if (use.kind === "current")
          yield { ...placeOf(use.node), message: "asks whether there is a segment", ...activeSpan(file, use.node) };
      } else if (!isKnown(use)) yield unknownUse(use);
    }
    for (const { call } of callsOf(file, "getSegment", "resolveSegment")) {
      const listed =
        uses.some(({ node }) => node === call) ||
        handles.some(
          ({ declaration }) => declaration.getStart() <= call.getStart() && call.getEnd() <= declaration.getEnd(),
        );
      if (!listed && file.tsMorph.Node.isExpressionStatement(call.getParent())) {
        yield {
          ...placeOf(call),
          message: "getSegment() without a use",
          edits: [removal(file, call.getParentOrThrow())],
        };
      }
    }
  },
};

/** `const segment = AWSXRay.getSegment()`. */
function* currentVariable(file: CodeFile, { declaration, name, uses }: Handle): Generator<Found> {
  const { Node } = file.tsMorph;
  const unknown = uses.filter((use) => use.condition !== true && !isKnown(use));
  const place = placeOf(declaration);
  const message = `${name.getText()} is the current segment`;
  const statement = Node.isVariableDeclaration(declaration) ? declaration.getVariableStatement() : undefined;
  if (unknown.length > 0) {
    yield { ...place, message: `${message}, and not every use of it has a counterpart` };
    for (const use of unknown) yield unknownUse(use);
  } else if (uses.some(({ condition }) => condition === true)) {
    const initializer = Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
    if (initializer === undefined) return;
    const { edits, imports } = activeSpan(file, initializer);
    const type = declaration.getTypeNode();
    const untyped: Edit[] = type === undefined ? [] : [{ start: name.getEnd(), end: type.getEnd(), text: "" }];
    yield { ...place, message, edits: [...edits, ...untyped], imports };
  } else if (statement?.getDeclarations().length === 1 && !statement.hasExportKeyword()) {
    yield { ...place, message, edits: [removal(file, statement)] };
  } else yield { ...place, message: `${message}, declared together with others: give it a statement of its own` };
}

function isKnown({ kind, member, call }: HandleUse): boolean {
  if (member === undefined || call === undefined) return false;
  // The current segment ends with its request.
  if (member === "close") return kind !== "current";
  return KNOWN_METHODS.has(member) || /^add(?:Fault|Error|Throttle)Flag$/.test(member);
}

function unknownUse({ node, member, call }: HandleUse): Found {
  if (member === undefined) return { ...placeOf(node), message: "the segment is passed on, to code that may use it" };
  const advice =
    member === "trace_id" || member === "id"
      ? `: use trace.getActiveSpan()?.spanContext().${member === "id" ? "spanId" : "traceId"} of ${API}`
      : member === "close"
        ? ": the segment of a request ends with the request"
        : " of a segment has no counterpart";
  return { ...placeOf(call ?? node), message: `${member}${advice}` };
}

function activeSpan(file: CodeFile, node: Node): { edits: Edit[]; imports: Record<string, string[]> } {
  const { local, specifier } = importedName(file, "trace");
  return { edits: [{ ...placeOf(node), text: `${local}.getActiveSpan()` }], imports: { [API]: [specifier] } };
}
