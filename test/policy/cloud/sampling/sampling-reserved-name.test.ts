import { samplingReservedName } from "../../../../policy/cloud/sampling/sampling-reserved-name.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(samplingReservedName, {
  bad: [
    { resource: "rest", path: "ruleName", message: "Default is the name of X-Ray's own rule." },
    { resource: "rest", path: "priority", message: "10000 is above 9999, where only X-Ray's own rule is." },
    { resource: "high", path: "priority", message: "10001 is above 9999, where only X-Ray's own rule is." },
  ],
  unknown: {
    at: { rest: "ruleName" },
    said: [
      { resource: "rest", path: "priority", message: "10000 is above 9999, where only X-Ray's own rule is." },
      { resource: "high", path: "priority", message: "10001 is above 9999, where only X-Ray's own rule is." },
    ],
  },
});
