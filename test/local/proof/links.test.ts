import assert from "node:assert/strict";
import { CHECKS, type Report } from "@pmp/checks";
import { brokenLinks } from "../../../local/proof/links.ts";

const check = (name: string) => CHECKS.find((each) => each.name === name)!;
const broken = (name: string, message: string, consequenceOf?: string): Report["results"][number] => ({
  check: check(name),
  status: "broken",
  findings: [{ message }],
  applies: true,
  ...(consequenceOf !== undefined && { consequenceOf }),
});

describe("local/proof/links", () => {
  it("names what is broken with its fix, the first link first, without consequences", () => {
    const results = [
      broken("trust-is-narrow", "wide trust"),
      broken("agent-is-installed", "no agent"),
      broken("api-reaches-udp", "refused", "agent-is-installed"),
    ];
    assert.deepEqual(brokenLinks({ results }), [
      `agent (agent-is-installed): no agent Fix: ${check("agent-is-installed").fix}`,
      `identity (trust-is-narrow): wide trust Fix: ${check("trust-is-narrow").fix}`,
    ]);
  });

  it("names nothing where everything holds", () => {
    const holds = { check: check("role-exists"), status: "holds", findings: [], applies: true } as const;
    assert.deepEqual(brokenLinks({ results: [holds, { ...holds, status: "not-looked-at" }] }), []);
  });
});
