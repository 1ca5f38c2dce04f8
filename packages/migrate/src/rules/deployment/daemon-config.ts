import { isScalar, visit, type Scalar } from "yaml";
import { mendDaemonConfig } from "../../deployment/daemon-config.ts";
import { setScalar } from "../../deployment/node-edits.ts";
import { endOf, startOf } from "../../deployment/nodes.ts";
import type { DataFile } from "../../read/data-file.ts";
import type { DataRule, Edit } from "../../rule.ts";

export const daemonConfig: DataRule = {
  name: "daemon-config",
  title: "configuration that the X-Ray daemon does not accept",
  why: "With -c, the daemon exits on an unknown key and without a version. Without -c, it takes no notice of the file.",
  fix: "The keys are those of version 2: unknown ones are taken out, the log level is written in lower case, Version: 2 is added.",
  level: "edit",
  reads: "data",
  *find(file) {
    if (file.format === "yaml" && file.documents.length === 1) {
      const mended = mendDaemonConfig(file.text);
      for (const found of foundIn(mended, { start: 0, end: file.text.length, text: mended?.text ?? "" })) yield found;
    }
    for (const document of file.documents) {
      const scalars: Scalar[] = [];
      visit(document, {
        Scalar(key, node) {
          if (key === "value" && isText(node)) scalars.push(node);
        },
      });
      for (const scalar of scalars) {
        const mended = mendDaemonConfig(String(scalar.value));
        if (mended !== undefined) yield* foundIn(mended, setText(file, scalar, mended.text));
      }
    }
  },
};

function isText(node: Scalar): boolean {
  return isScalar(node) && typeof node.value === "string" && node.value.includes("\n");
}

function* foundIn(mended: ReturnType<typeof mendDaemonConfig>, edit: Edit) {
  if (mended === undefined || mended.problems.length === 0) return;
  yield { start: edit.start, end: edit.end, message: mended.problems.join("; "), edits: [edit] };
}

/** Puts other lines into a text of several lines, with the indentation that they have. */
function setText(file: DataFile, scalar: Scalar, text: string): Edit {
  const [start, end] = [startOf(scalar), endOf(scalar)];
  const given = file.text.slice(start, end);
  const [, header, indent] = /^(\|[+-]?)[^\n]*\n(?:[ \t]*\r?\n)*([ \t]+)/.exec(given) ?? [];
  if (header === undefined || indent === undefined) return setScalar(file, scalar, text);
  const lines = text.trimEnd().split("\n");
  const body = lines.map((line) => (line === "" ? "" : indent + line)).join(file.eol);
  const trailing = /\s*$/.exec(given)?.[0] ?? "";
  return { start, end, text: header + file.eol + body + trailing };
}
