import { parseTrust, trustsOutside } from "@pmp/sampling/trust";
import { defineCheck } from "../../check.ts";
import { apiEnvironment } from "../../facts/api-environment.ts";

export const trustIsNotEverybody = defineCheck({
  name: "trust-is-not-everybody",
  link: "propagation",
  title: "callers from outside do not decide what is sampled",
  why: "Whoever sends Sampled=1 is traced at 100 %, past the plan, and on your bill.",
  fix: "Trust your own callers: leave PMP_TRUST_SAMPLED out, or name their address blocks.",
  severity: "warning",
  certainty: "suggests",
  needs: { api: apiEnvironment },
  sources: ["https://github.com/aws/aws-app-mesh-roadmap/issues/387"],
  *check({ api }) {
    const value = api.env.PMP_TRUST_SAMPLED;
    if (value === undefined || !trustsOutside(parseTrust(value).setting)) return;
    yield { message: `PMP_TRUST_SAMPLED is ${value}: callers with public addresses decide.`, object: api.object };
  },
});
