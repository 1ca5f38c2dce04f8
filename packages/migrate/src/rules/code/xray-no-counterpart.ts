import { callsOf, deletedCall } from "../../code/calls.ts";
import type { CodeRule } from "../../rule.ts";

/** Calls that nothing stands for, and what happens in their place. */
const CALLS: Readonly<Record<string, string>> = {
  setStreamingThreshold: "each subsegment is sent when it ends, or with its segment by PMP_EMBED_SUBSEGMENTS",
  "SegmentUtils.setStreamingThreshold":
    "each subsegment is sent when it ends, or with its segment by PMP_EMBED_SUBSEGMENTS",
  setAWSWhitelist: "parameters of AWS calls that are recorded are fixed: table, queue, topic, bucket and the like",
  appendAWSWhitelist: "parameters of AWS calls that are recorded are fixed: table, queue, topic, bucket and the like",
  "middleware.enableDynamicNaming": "a service has one name, not one for each host",
  "middleware.disableCentralizedSampling":
    "rules in X-Ray always count, and a plan in a file only while they can't be fetched",
};

export const xrayNoCounterpart: CodeRule = {
  name: "xray-no-counterpart",
  title: "setStreamingThreshold, setAWSWhitelist, appendAWSWhitelist, enableDynamicNaming, disableCentralizedSampling",
  why: "@pmp/tracing has no such setting, on purpose.",
  fix: "Delete the call if what happens in its place is right. `--accept xray-no-counterpart` deletes all of them.",
  level: "say",
  reads: "code",
  *find(file) {
    for (const each of callsOf(file, ...Object.keys(CALLS))) {
      const { edits, ...found } = deletedCall(file, each, `${each.member}(): ${CALLS[each.member] ?? ""}`);
      yield { ...found, ...(edits !== undefined && { proposal: edits }) };
    }
  },
};
