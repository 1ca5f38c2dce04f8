import { xrayGroupCount } from "../../../../policy/cloud/groups/xray-group-count.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(xrayGroupCount, {
  bad: [{ message: "The stack has 25 groups; it may have 24." }],
  unknown: "nothing",
});
