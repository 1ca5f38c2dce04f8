import { xrayGroupName } from "../../../../policy/cloud/groups/xray-group-name.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(xrayGroupName, {
  bad: [
    { resource: "reserved", path: "groupName", message: "default is the name of X-Ray's own group." },
    { resource: "underscore", path: "groupName", message: '"shop_all" is not 1 to 32 letters, digits and dashes.' },
    {
      resource: "long",
      path: "groupName",
      message: '"shop-123456789-123456789-123456789" is not 1 to 32 letters, digits and dashes.',
    },
  ],
  unknown: {
    at: { reserved: "groupName" },
    said: [
      { resource: "underscore", path: "groupName", message: '"shop_all" is not 1 to 32 letters, digits and dashes.' },
      {
        resource: "long",
        path: "groupName",
        message: '"shop-123456789-123456789-123456789" is not 1 to 32 letters, digits and dashes.',
      },
    ],
  },
});
