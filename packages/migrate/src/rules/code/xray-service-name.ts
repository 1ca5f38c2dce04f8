import { settingRule } from "../../code/setting-rule.ts";

export const xrayServiceName = settingRule({
  name: "xray-service-name",
  title: "setDefaultName",
  why: "The service's name is a setting of the process.",
  fix: "The call is deleted; its name becomes OTEL_SERVICE_NAME.",
  member: "middleware.setDefaultName",
  variable: "OTEL_SERVICE_NAME",
});
