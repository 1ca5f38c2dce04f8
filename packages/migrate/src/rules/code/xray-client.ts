import { callsOf, placeOf, unwrapped } from "../../code/calls.ts";
import { short } from "../../code/object-calls.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayClient: CodeRule = {
  name: "xray-client",
  title: "captureAWSv3Client, captureHTTPs, captureFetchModule, capturePostgres",
  why: "@pmp/tracing records the AWS SDK v3, node:http, fetch and pg without wrapping them.",
  fix: "The argument takes the place of the call.",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const { call, args, member } of callsOf(file, ...MEMBERS)) {
      const [target] = args;
      const message = `${member.slice(member.lastIndexOf(".") + 1)}(${target === undefined ? "" : short(target)})`;
      if (target === undefined) yield { ...placeOf(call), message: `${message} without what it captures` };
      else yield { ...placeOf(call), message, edits: unwrapped(file, call, target) };
    }
  },
};

const MEMBERS = [
  "captureAWSv3Client",
  "captureHTTPs",
  "captureFetchModule",
  "fetch.captureFetchModule",
  "capturePostgres",
];
