import { wellArchitected } from "../../kit/frameworks.ts";
import { resourcePolicy } from "../../kit/policy.ts";
import { text } from "../../kit/read.ts";
import { GROUP } from "./group.ts";

/** https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html, and the letters that the console allows. */
const NAME = /^[A-Za-z0-9-]{1,32}$/;

export const xrayGroupName = resourcePolicy({
  name: "xray-group-name",
  title: "A group has a name that X-Ray accepts, and not the reserved one.",
  why: "X-Ray rejects the group during the update, after other resources were created.",
  fix: "Use 1 to 32 letters, digits and dashes, and not Default.",
  severity: "low",
  enforcement: "mandatory",
  frameworks: [wellArchitected("OPS05-BP01")],
  types: [GROUP],
  *check({ props }) {
    const name = text(props.groupName);
    if (name === undefined) return;
    if (name.toLowerCase() === "default")
      yield { path: "groupName", message: `${name} is the name of X-Ray's own group.` };
    else if (!NAME.test(name)) {
      yield { path: "groupName", message: `${JSON.stringify(name)} is not 1 to 32 letters, digits and dashes.` };
    }
  },
});
