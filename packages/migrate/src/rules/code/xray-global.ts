import { callsOf, deletedCall, placeOf } from "../../code/calls.ts";
import { statementOf } from "../../code/statements.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayGlobal: CodeRule = {
  name: "xray-global",
  title: "captureHTTPsGlobal, captureFetchGlobal, capturePromise, enableAutomaticMode",
  why: "@pmp/tracing records node:http and fetch, and follows promises, without being asked.",
  fix: "The call is deleted; a captured fetch becomes fetch itself. A function that was called with each subsegment is lost by `--accept xray-global`.",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const each of callsOf(file, ...FETCH, "captureHTTPsGlobal", "capturePromise", "enableAutomaticMode")) {
      const name = each.member.slice(each.member.lastIndexOf(".") + 1);
      const isFetch = FETCH.includes(each.member);
      if (each.args.length > (isFetch ? 1 : 2) && each.member !== "capturePromise") {
        const { edits, ...found } = deletedCall(file, each, `${name}()`);
        const message = `${name}(): its function, called with the subsegment of each call, has no counterpart`;
        yield { ...found, message, ...(edits !== undefined && { proposal: edits }) };
        continue;
      }
      if (isFetch && statementOf(file, each.callee) === undefined) {
        yield {
          ...placeOf(each.call),
          message: `${name}()`,
          edits: [{ ...placeOf(each.call), text: "globalThis.fetch" }],
        };
      } else yield deletedCall(file, each, `${name}()`);
    }
  },
};

const FETCH = ["captureFetchGlobal", "fetch.captureFetchGlobal"];
