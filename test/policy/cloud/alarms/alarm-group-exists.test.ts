import assert from "node:assert/strict";
import { alarmGroupExists } from "../../../../policy/cloud/alarms/alarm-group-exists.ts";
import { describePolicy, evaluate, found } from "../support/policy.ts";
import { read, resources } from "../support/resources.ts";

describePolicy(
  alarmGroupExists,
  {
    bad: [
      {
        resource: "other-case",
        path: "dimensions.GroupName",
        message: "There is no group Shop-All; there are Default, shop-all.",
      },
      {
        resource: "in-math",
        path: "metricQueries[0].metric.dimensions.GroupName",
        message: "There is no group shop-slow; there are Default, shop-all.",
      },
    ],
    unknown: {
      at: { "other-case": "dimensions.GroupName" },
      said: [
        {
          resource: "in-math",
          path: "metricQueries[0].metric.dimensions.GroupName",
          message: "There is no group shop-slow; there are Default, shop-all.",
        },
      ],
    },
  },
  () => {
    it("knows the groups that it is told of", () => {
      const subjects = resources(read("bad/alarm-group-exists.yaml"));
      assert.deepEqual(found(evaluate(alarmGroupExists, subjects, { groups: ["Shop-All", "shop-slow"] })), []);
    });
  },
);
