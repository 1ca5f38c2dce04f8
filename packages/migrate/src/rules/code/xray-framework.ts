import type { Node } from "ts-morph";
import { sdkUses } from "../../code/bindings.ts";
import { callsOf, isPortable, placeOf } from "../../code/calls.ts";
import { middlewareRemoval } from "../../code/middleware.ts";
import { removal } from "../../code/statements.ts";
import type { CodeFile } from "../../read/code-file.ts";
import type { CodeRule, Edit, Found } from "../../rule.ts";

export const xrayFramework: CodeRule = {
  name: "xray-framework",
  title: "X-Ray middleware of Koa, hapi and Restify",
  why: "Requests of every framework on node:http are recorded without middleware, but an error that these frameworks catch is not: its request is a fault by its status, without the stack.",
  fix: "Delete it, and call recordError(error) of @pmp/tracing in the framework's error handler. `--accept xray-framework` deletes it.",
  level: "say",
  reads: "code",
  *find(file) {
    for (const { call, args } of callsOf(file, "koa2.openSegment")) {
      yield proposed(file, call, "Koa's openSegment", args[0], middlewareRemoval(file, call));
    }
    for (const { call, args } of callsOf(file, "restify.enable")) {
      const statement = call.getParent();
      const edits = file.tsMorph.Node.isExpressionStatement(statement) ? [removal(file, statement)] : undefined;
      yield proposed(file, call, "Restify's enable", args[1], edits);
    }
    for (const { member, node } of sdkUses(file).uses) {
      if (member !== "hapi") continue;
      const registration = registrationOf(file, node);
      const target = registration?.call ?? node;
      yield proposed(file, target, "the plugin of hapi", registration?.name, registration?.edits);
    }
  },
};

function proposed(
  file: CodeFile,
  call: Node,
  what: string,
  name: Node | undefined,
  edits: readonly Edit[] | undefined,
): Found {
  const portable = name !== undefined && isPortable(file, name);
  return {
    ...placeOf(call),
    message: `${what}: are errors recorded elsewhere?`,
    ...(edits !== undefined && { proposal: edits }),
    ...(portable && { environment: { OTEL_SERVICE_NAME: name.getText() } }),
  };
}

/** `server.register({ plugin: require("aws-xray-sdk-hapi"), options: { segmentName } })`. */
function registrationOf(file: CodeFile, plugin: Node): { call: Node; name?: Node; edits: Edit[] } | undefined {
  const { Node, SyntaxKind } = file.tsMorph;
  const call = plugin.getFirstAncestorByKind(SyntaxKind.CallExpression);
  if (!call?.getExpression().getText().endsWith(".register")) return undefined;
  const statement = call.getFirstAncestorByKind(SyntaxKind.ExpressionStatement);
  if (statement === undefined || !/^(?:await\s+)?[\w.]+\.register\(/.test(statement.getText())) return undefined;
  const name = call
    .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
    .find((each) => each.getName() === "segmentName")
    ?.getInitializer();
  const alone = call.getArguments().length === 1 && Node.isObjectLiteralExpression(call.getArguments()[0]);
  return alone ? { call, ...(name !== undefined && { name }), edits: [removal(file, statement)] } : undefined;
}
