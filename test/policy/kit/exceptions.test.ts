import assert from "node:assert/strict";
import { exceptionFor, readExceptions } from "../../../policy/kit/exceptions.ts";

const TODAY = "2026-11-22";
const RESOURCE = "aws:iam/role:Role::legacy";
const GOOD = { resource: RESOURCE, reason: "migrated in March; ticket 7, platform team", expires: "2027-03-31" };

describe("exceptions", () => {
  it("hold through their last day", () => {
    assert.deepEqual(readExceptions([{ ...GOOD, expires: TODAY }], TODAY).valid, [{ ...GOOD, expires: TODAY }]);
    assert.deepEqual(readExceptions(undefined, TODAY), { valid: [], problems: [] });
  });

  for (const [what, wrong, problem] of [
    [
      "an expired one",
      { ...GOOD, expires: "2026-11-21" },
      `Exception 1 (${RESOURCE}) expired on 2026-11-21: fix the violation, or extend the exception.`,
    ],
    [
      "one without a reason",
      { resource: RESOURCE, expires: GOOD.expires },
      `Exception 1 (${RESOURCE}) has no reason: say why it is accepted, and by whom.`,
    ],
    [
      "one with an empty reason",
      { ...GOOD, reason: "  " },
      `Exception 1 (${RESOURCE}) has no reason: say why it is accepted, and by whom.`,
    ],
    [
      "one without an end",
      { resource: RESOURCE, reason: GOOD.reason },
      `Exception 1 (${RESOURCE}) has no expiry: give the last day on which it holds, as expires: YYYY-MM-DD.`,
    ],
    [
      "a day that doesn't exist",
      { ...GOOD, expires: "2027-02-30" },
      `Exception 1 (${RESOURCE}) has expires: "2027-02-30", which is not a day written as YYYY-MM-DD.`,
    ],
    [
      "a day that is too far away",
      { ...GOOD, expires: "9999-12-31" },
      `Exception 1 (${RESOURCE}) expires on 9999-12-31; an exception may hold for 180 days, until 2027-05-21 as of today. Renew it then.`,
    ],
    [
      "one for everything",
      { ...GOOD, resource: "*" },
      "Exception 1 (*) matches too much: * is allowed in the type or in the name, not in both. To turn the policy off, set its level to disabled.",
    ],
    [
      "one that names nothing",
      { reason: GOOD.reason, expires: GOOD.expires },
      "Exception 1 names no resource: give its URN, or TYPE::NAME.",
    ],
    [
      "a misspelt key",
      { ...GOOD, until: "2028-01-01" },
      `Exception 1 (${RESOURCE}) has until, which means nothing; it may have resource, reason, expires.`,
    ],
  ] as const) {
    it(`refuse ${what}, in words, and excuse nothing by it`, () => {
      assert.deepEqual(readExceptions([wrong], TODAY), { valid: [], problems: [problem] });
    });
  }

  it("say everything that is wrong, of each, and keep the good ones", () => {
    const { valid, problems } = readExceptions([{}, GOOD, "role"], TODAY);
    assert.deepEqual(valid, [GOOD]);
    assert.equal(problems.length, 6);
    assert.match(problems[5]!, /^Exception 3 has no expiry/);
  });

  it("hold for 180 days at most, and for types or names, never for all of both", () => {
    const problems = (more: object): number => readExceptions([{ ...GOOD, ...more }], TODAY).problems.length;
    assert.deepEqual([problems({ expires: "2027-05-21" }), problems({ expires: "2027-05-22" })], [0, 1]);
    for (const resource of ["*", "**", "*::*", "a*", "aws:*", "aws:*::*", "aws*::l*", "kubernetes:*:*::*y"]) {
      assert.equal(problems({ resource }), 1, resource);
    }
    for (const resource of [
      "pulumi:pulumi:Stack::*",
      "kubernetes:apps/v1:Deployment::*",
      "kubernetes:*::pmp:pmp/api",
    ]) {
      assert.equal(problems({ resource }), 0, resource);
    }
  });

  it("must be a list", () => {
    assert.deepEqual(readExceptions({ role: GOOD }, TODAY).problems.length, 1);
  });

  const role = { type: "aws:iam/role:Role", name: "legacy", urn: "urn:pulumi:prod::shop::aws:iam/role:Role::legacy" };
  const excuses = (resource: string, subject = role) =>
    exceptionFor(readExceptions([{ ...GOOD, resource }], TODAY), subject) !== undefined;

  it("name a resource by URN, by type and name, or by a pattern of these", () => {
    for (const pattern of [role.urn, RESOURCE, "aws:iam/role:Role::*", "*::legacy", "aws:*::legacy"])
      assert.ok(excuses(pattern), pattern);
  });

  it("name no other resource: a pattern is for the whole text, and its other characters stand for themselves", () => {
    for (const pattern of [
      "legacy",
      "aws:iam/role:Role::leg",
      "aws:iam/role.Role::legacy",
      "aws:iam/policy:Policy::*",
    ]) {
      assert.ok(!excuses(pattern), pattern);
    }
    assert.ok(!excuses(role.urn, { ...role, name: "other", urn: `${role.urn}2` }));
  });

  it("can be about the whole stack", () => {
    const about = (resource: string) => exceptionFor(readExceptions([{ ...GOOD, resource }], TODAY)) !== undefined;
    assert.ok(about("pulumi:pulumi:Stack::*"));
    assert.ok(!about(RESOURCE));
  });
});
