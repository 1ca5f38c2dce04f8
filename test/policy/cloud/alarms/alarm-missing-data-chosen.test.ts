import { alarmMissingDataChosen } from "../../../../policy/cloud/alarms/alarm-missing-data-chosen.ts";
import { describePolicy } from "../support/policy.ts";

describePolicy(alarmMissingDataChosen, {
  bad: [
    { resource: "silent", path: "treatMissingData", message: "Nothing is said about missing data." },
    {
      resource: "invalid",
      path: "treatMissingData",
      message: 'Missing data is "missing"; it may be breaching, notBreaching or ignore.',
    },
  ],
  unknown: {
    at: { invalid: "treatMissingData" },
    said: [{ resource: "silent", path: "treatMissingData", message: "Nothing is said about missing data." }],
  },
});
