import { PolicyPack } from "@pulumi/policy";
import { today } from "./kit/today.ts";
import { toEnginePolicy } from "./kit/pulumi.ts";
import { POLICIES } from "./policies.ts";

// The SDK reads the version from package.json in the current folder, which is the stack's for some hosts.
process.chdir(import.meta.dirname);

// The engine runs this file through index.cjs and calls it for each resource.
new PolicyPack("pmp-xray", {
  description: "AWS X-Ray tracing that is safe, honest and within its budget.",
  provider: "aws",
  policies: POLICIES.map((policy) => toEnginePolicy(policy, today)),
});
