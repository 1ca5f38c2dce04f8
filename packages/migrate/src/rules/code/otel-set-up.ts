import { otelSetUp, type OtelSetUp } from "../../code/otel-set-up.ts";
import { placeOf } from "../../code/calls.ts";
import { importStatement, styleOf } from "../../code/style.ts";
import type { CodeFile } from "../../read/code-file.ts";
import type { CodeRule, Edit } from "../../rule.ts";

export const otelSetUpRule: CodeRule = {
  name: "otel-set-up",
  title: "a set-up of OpenTelemetry's SDK for Node.js",
  why: "@pmp/tracing is a whole set-up: ids, propagation, X-Ray's rules, redaction and sending. Two set-ups in a process exclude each other.",
  fix: "The file turns @pmp/tracing on instead, with the same service name; functions that it exports do nothing more. `--accept otel-set-up` does so where there are doubts.",
  level: "edit",
  reads: "code",
  *find(file) {
    const setUp = otelSetUp(file);
    if (setUp === undefined) return;
    const [doubt, ...more] = setUp.doubts;
    const place = { ...placeOf(setUp.place), message: "sets OpenTelemetry up" };
    if (doubt?.includes("it imports ") === true) {
      for (const message of setUp.doubts) yield { ...place, message };
    } else if (doubt !== undefined) {
      yield { ...place, message: doubt, proposal: [replacement(file, setUp)] };
      for (const message of more) yield { ...place, message, proposal: [] };
    } else yield { ...place, edits: [replacement(file, setUp)] };
  },
};

/** The whole file as a line that turns tracing on, with what it exported. */
function replacement(file: CodeFile, { serviceName, exports }: OtelSetUp): Edit {
  const style = styleOf(file);
  const { semicolon, eol } = style;
  const typed = /\.[cm]?tsx?$/.test(file.path);
  const values = exports.filter(({ isFunction }) => !isFunction);
  const names = [
    ...(serviceName === undefined && values.length === 0 ? [] : ["register"]),
    ...(values.length > 0 ? ["shutdown"] : []),
  ];
  const lines =
    names.length === 0
      ? [importStatement(style, "@pmp/tracing/register")]
      : [
          importStatement(style, "@pmp/tracing", names),
          "",
          ...(serviceName === undefined
            ? [`register()${semicolon}`]
            : [
                "// Variables of the environment win.",
                `register({ OTEL_SERVICE_NAME: ${serviceName}, ...process.env })${semicolon}`,
              ]),
        ];
  const none = typed ? "(): Promise<void>" : "()";
  for (const { name } of values) {
    lines.push(
      "",
      name === "default"
        ? `export default { start() {}, shutdown }${semicolon}`
        : `export const ${name} = { start() {}, shutdown }${semicolon}`,
    );
  }
  for (const { name, isFunction } of exports) {
    if (isFunction)
      lines.push(
        "",
        "// Tracing has started with this file.",
        `export ${name === "default" ? "default " : ""}async function ${name === "default" ? "start" : name}${none} {}`,
      );
  }
  return { start: 0, end: file.text.length, text: lines.join(eol) + eol };
}
