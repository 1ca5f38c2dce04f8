import type { Node } from "ts-morph";
import { callsOf, placeOf, unwrapped } from "../../code/calls.ts";
import { short } from "../../code/object-calls.ts";
import type { CodeRule } from "../../rule.ts";

export const xrayClient: CodeRule = {
  name: "xray-client",
  title: "captureAWSv3Client, captureHTTPs, captureFetchModule, capturePostgres",
  why: "@pmp/tracing records the AWS SDK v3, node:http, fetch and pg without wrapping them.",
  fix: "The argument takes the place of the call. A function that was called with each subsegment is lost by `--accept xray-client`.",
  level: "edit",
  reads: "code",
  *find(file) {
    for (const { call, args, member } of callsOf(file, ...MEMBERS)) {
      const [target] = args;
      const message = `${member.slice(member.lastIndexOf(".") + 1)}(${target === undefined ? "" : short(target)})`;
      if (target === undefined) yield { ...placeOf(call), message: `${message} without what it captures` };
      else {
        const edits = unwrapped(file, call, target);
        const lost = LOST[member]?.(args);
        yield lost === undefined
          ? { ...placeOf(call), message, edits }
          : { ...placeOf(call), message: `${message}: ${lost}`, proposal: edits };
      }
    }
  },
};

/** What an argument did that nothing does any more. */
const CALLBACK = "its function, called with the subsegment of each call, has no counterpart";
const LOST: Readonly<Record<string, (args: readonly Node[]) => string | undefined>> = {
  captureAWSv3Client: ({ length }) =>
    length > 1 ? "it is given a segment: a subsegment belongs to what runs" : undefined,
  captureHTTPs: ({ length }) => (length > 2 ? CALLBACK : undefined),
  captureFetchModule: ({ length }) => (length > 2 ? CALLBACK : undefined),
  "fetch.captureFetchModule": ({ length }) => (length > 2 ? CALLBACK : undefined),
};

const MEMBERS = [
  "captureAWSv3Client",
  "captureHTTPs",
  "captureFetchModule",
  "fetch.captureFetchModule",
  "capturePostgres",
];
