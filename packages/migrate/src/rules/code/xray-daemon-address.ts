import { settingRule } from "../../code/setting-rule.ts";

export const xrayDaemonAddress = settingRule({
  name: "xray-daemon-address",
  title: "setDaemonAddress",
  why: "The agent's address is a setting of the process.",
  fix: "The call is deleted; its address becomes AWS_XRAY_DAEMON_ADDRESS.",
  member: "setDaemonAddress",
  variable: "AWS_XRAY_DAEMON_ADDRESS",
});
