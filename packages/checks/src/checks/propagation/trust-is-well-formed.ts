import { parseTrust } from "@pmp/sampling/trust";
import { defineCheck } from "../../check.ts";
import { apiEnvironment } from "../../facts/api-environment.ts";

export const trustIsWellFormed = defineCheck({
  name: "trust-is-well-formed",
  link: "propagation",
  title: "PMP_TRUST_SAMPLED names callers that there can be",
  why: "An entry that is wrong is left out: fewer callers decide than was meant.",
  fix: 'Write "all", "none", address blocks and header:NAME (chart value sampling.trustSampled).',
  severity: "warning",
  needs: { api: apiEnvironment },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader"],
  *check({ api }) {
    const value = api.env.PMP_TRUST_SAMPLED;
    if (value === undefined) return;
    const { problems } = parseTrust(value);
    if (problems.length > 0)
      yield {
        message: `PMP_TRUST_SAMPLED is ${JSON.stringify(value)}: ${problems.length} of its entries are wrong.`,
        object: api.object,
      };
  },
});
