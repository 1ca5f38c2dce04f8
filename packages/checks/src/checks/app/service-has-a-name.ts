import { defineCheck } from "../../check.ts";
import { apiEnvironment } from "../../facts/api-environment.ts";

export const serviceHasAName = defineCheck({
  name: "service-has-a-name",
  link: "app",
  title: "the API reports under the name that rules and groups name",
  why: "Rules, groups and alarms are of one service name; under another one the API is nobody's.",
  fix: "Set OTEL_SERVICE_NAME (chart value api.serviceName) to the name in the plan, or check the right name by --service.",
  needs: { api: apiEnvironment },
  sources: ["https://github.com/aws/aws-xray-sdk-python/issues/352"],
  *check({ api }, target) {
    const name = api.env.OTEL_SERVICE_NAME ?? api.env.AWS_XRAY_TRACING_NAME;
    if (name === target.service || name?.startsWith("(") === true) return;
    // Without the variable the application may say its name itself.
    if (name === undefined) return;
    yield { message: `The API reports as ${name}, and ${target.service} is checked.`, object: api.object };
  },
});
