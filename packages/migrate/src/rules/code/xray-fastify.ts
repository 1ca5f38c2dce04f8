import { sdkUses } from "../../code/bindings.ts";
import { isPortable, placeOf } from "../../code/calls.ts";
import { removal } from "../../code/statements.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayFastify: CodeRule = {
  name: "xray-fastify",
  title: "the X-Ray plugin of Fastify",
  why: "@pmp/tracing records Fastify's requests, routes and errors without a plugin.",
  fix: "The registration is deleted; segmentName becomes OTEL_SERVICE_NAME.",
  level: "edit",
  reads: "code",
  *find(file) {
    const { Node, SyntaxKind } = file.tsMorph;
    for (const { member, node } of sdkUses(file).uses) {
      if (member !== "fastify") continue;
      const call = node.getParent();
      const statement = node.getFirstAncestorByKind(SyntaxKind.ExpressionStatement);
      const registers =
        Node.isCallExpression(call) &&
        call.getArguments()[0] === node &&
        call.getExpression().getText().endsWith(".register") &&
        statement !== undefined &&
        /^(?:(?:void|await)\s+)?[\w.]+\.register\(/.test(statement.getText()) &&
        [call, call.getParent()].includes(statement.getExpression());
      if (!registers) {
        yield { ...placeOf(node), message: "the plugin is used in another way than by register()" };
        continue;
      }
      const option = (name: string) =>
        call
          .getArguments()[1]
          ?.getDescendantsOfKind(SyntaxKind.PropertyAssignment)
          .find((each) => each.getName() === name)
          ?.getInitializer();
      const name = option("segmentName");
      if (option("automaticMode")?.getText() === "false") {
        yield { ...placeOf(call), message: "automaticMode: false, so handlers use request.segment" };
      } else if (name !== undefined && !isPortable(file, name)) {
        yield {
          ...placeOf(call),
          message: "segmentName is computed; set OTEL_SERVICE_NAME to it where the process is started",
          proposal: [removal(file, statement)],
        };
      } else {
        yield {
          ...placeOf(call),
          message: "registers the plugin",
          edits: [removal(file, statement)],
          ...(name !== undefined && { environment: { OTEL_SERVICE_NAME: name.getText() } }),
        };
      }
    }
  },
};
