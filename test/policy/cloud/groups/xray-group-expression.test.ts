import assert from "node:assert/strict";
import { xrayGroupExpression } from "../../../../policy/cloud/groups/xray-group-expression.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  xrayGroupExpression,
  {
    bad: [
      {
        resource: "unclosed",
        path: "filterExpression",
        message: 'service("shop") { fault: At character 24: A closing } is missing: the expression ends.',
      },
      {
        resource: "quotes",
        path: "filterExpression",
        message:
          "service('shop'): At character 9: Text must be in double quotation marks, not single ones. Write \"shop\".",
      },
      { resource: "none", path: "filterExpression", message: "The group has no filter expression." },
    ],
    unknown: {
      at: { quotes: "filterExpression" },
      said: [
        {
          resource: "unclosed",
          path: "filterExpression",
          message: 'service("shop") { fault: At character 24: A closing } is missing: the expression ends.',
        },
        { resource: "none", path: "filterExpression", message: "The group has no filter expression." },
      ],
    },
  },
  () => {
    it("doesn't judge what only AWS can answer", () => {
      for (const filterExpression of ['rootcause.fault.service CONTAINS "shop"', 'json = "first"']) {
        assert.deepEqual(messages(xrayGroupExpression, goodWith("aws:xray/group:Group", { filterExpression })), []);
      }
    });
  },
);
