import { defineCheck } from "../../check.ts";
import { apiEnvironment } from "../../facts/api-environment.ts";

export const contextMissingNeverThrows = defineCheck({
  name: "context-missing-never-throws",
  link: "app",
  title: "a lost trace context does not throw in the API",
  why: "With RUNTIME_ERROR the X-Ray SDK throws out of the application's own code.",
  fix: "Set AWS_XRAY_CONTEXT_MISSING to LOG_ERROR or IGNORE_ERROR.",
  needs: { api: apiEnvironment },
  sources: ["https://github.com/aws/aws-xray-sdk-node/issues/250"],
  *check({ api }) {
    if (api.env.AWS_XRAY_CONTEXT_MISSING === "RUNTIME_ERROR") {
      yield { message: "AWS_XRAY_CONTEXT_MISSING is RUNTIME_ERROR.", object: api.object };
    }
  },
});
