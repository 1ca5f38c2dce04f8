import { callsOf, isPortable, placeOf } from "../../code/calls.ts";
import { middlewareRemoval } from "../../code/middleware.ts";
import { short } from "../../code/object-calls.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayExpress: CodeRule = {
  name: "xray-express",
  title: "openSegment and closeSegment of Express",
  why: "@pmp/tracing records each request and its errors without middleware.",
  fix: "The middleware is deleted; its name becomes OTEL_SERVICE_NAME.",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const { call, args, member } of callsOf(file, "express.openSegment", "express.closeSegment")) {
      const [name] = args;
      const message = `${member}(${name === undefined ? "" : short(name)})`;
      const edits = middlewareRemoval(file, call);
      if (edits === undefined) {
        yield { ...placeOf(call), message: `${message} is not handed to app.use() here: delete it with what uses it` };
      } else if (name !== undefined && !isPortable(file, name)) {
        yield {
          ...placeOf(call),
          message: `${message}: the name is computed; set OTEL_SERVICE_NAME to it where the process is started`,
          proposal: edits,
        };
      } else {
        yield {
          ...placeOf(call),
          message,
          edits,
          ...(name !== undefined && { environment: { OTEL_SERVICE_NAME: name.getText() } }),
        };
      }
    }
  },
};
