import { callsOf, placeOf } from "../../code/calls.ts";
import { short } from "../../code/object-calls.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayAwsSdkV2: CodeRule = {
  name: "xray-aws-sdk-v2",
  title: "captureAWS and captureAWSClient",
  why: "The AWS SDK v2 is out of support, and @pmp/tracing records v3 only: its calls would be plain HTTP calls in traces.",
  fix: "Move to v3 first: npx aws-sdk-js-codemod -t v2-to-v3 PATH. It needs no wrapping.",
  level: "say",
  reads: "code",
  *find(file) {
    for (const { call, args, member } of callsOf(file, "captureAWS", "captureAWSClient")) {
      yield { ...placeOf(call), message: `${member}(${args[0] === undefined ? "" : short(args[0])}) is for version 2` };
    }
  },
};
