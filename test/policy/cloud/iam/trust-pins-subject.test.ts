import assert from "node:assert/strict";
import { trustPinsSubject } from "../../../../policy/cloud/iam/trust-pins-subject.ts";
import { describePolicy, messages } from "../support/policy.ts";
import { goodWith } from "../support/resources.ts";

describePolicy(
  trustPinsSubject,
  {
    bad: [
      {
        resource: "no-condition",
        path: "assumeRolePolicy.Statement[0].Condition",
        message: "No condition on ISSUER:aud.",
      },
      {
        resource: "no-condition",
        path: "assumeRolePolicy.Statement[0].Condition",
        message: "No condition on ISSUER:sub.",
      },
      {
        resource: "wildcard",
        path: "assumeRolePolicy.Statement[0].Condition.StringLike",
        message: "i:sub is compared by StringLike; only StringEquals is exact.",
      },
      {
        resource: "any-subject",
        path: "assumeRolePolicy.Statement[0].Condition.StringEquals",
        message: 'i:aud is "other"; it must be "sts.amazonaws.com".',
      },
      {
        resource: "any-subject",
        path: "assumeRolePolicy.Statement[0].Condition.StringEquals",
        message:
          'i:sub is ["system:serviceaccount:shop:a","system:serviceaccount:shop:b"]; it must be one subject without wildcards.',
      },
      {
        resource: "everybody",
        path: "assumeRolePolicy.Statement[0].Principal",
        message: "Anyone may assume the role: the principal is *.",
      },
      { resource: "broken", path: "assumeRolePolicy", message: "The trust policy is not a JSON object." },
    ],
    unknown: {
      at: { "any-subject": "assumeRolePolicy" },
      said: [
        {
          resource: "no-condition",
          path: "assumeRolePolicy.Statement[0].Condition",
          message: "No condition on ISSUER:aud.",
        },
        {
          resource: "no-condition",
          path: "assumeRolePolicy.Statement[0].Condition",
          message: "No condition on ISSUER:sub.",
        },
        {
          resource: "wildcard",
          path: "assumeRolePolicy.Statement[0].Condition.StringLike",
          message: "i:sub is compared by StringLike; only StringEquals is exact.",
        },
        {
          resource: "everybody",
          path: "assumeRolePolicy.Statement[0].Principal",
          message: "Anyone may assume the role: the principal is *.",
        },
        { resource: "broken", path: "assumeRolePolicy", message: "The trust policy is not a JSON object." },
      ],
    },
  },
  () => {
    const role = (principal: unknown, action: string | readonly string[], subject?: string) =>
      goodWith("aws:iam/role:Role", {
        assumeRolePolicy: {
          Statement: [
            {
              Effect: "Allow",
              Principal: principal,
              Action: action,
              ...(subject !== undefined && {
                Condition: { StringEquals: { "i:aud": "sts.amazonaws.com", "i:sub": subject } },
              }),
            },
          ],
        },
      });

    it("takes the subject of another issuer too, when it is one", () => {
      const github = { Federated: "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com" };
      const take = "sts:AssumeRoleWithWebIdentity";
      assert.deepEqual(messages(trustPinsSubject, role(github, take, "repo:pmp/shop:ref:refs/heads/main")), []);
      assert.deepEqual(messages(trustPinsSubject, role(github, take, "repo:pmp/shop:*")), [
        'i:sub is "repo:pmp/shop:*"; it must be one subject without wildcards.',
      ]);
    });

    it("looks at a statement of which one action takes a token", () => {
      const issuer = { Federated: "arn:aws:iam::1:oidc-provider/i" };
      const both = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"];
      assert.equal(messages(trustPinsSubject, role(issuer, both)).length, 2);
    });

    it("has nothing to say of services and of Pod Identity", () => {
      assert.deepEqual(messages(trustPinsSubject, role({ Service: "pods.eks.amazonaws.com" }, "sts:AssumeRole")), []);
    });

    it("lets no statement say whom it does not trust, or for what not", () => {
      const negated = (statement: object) =>
        messages(trustPinsSubject, goodWith("aws:iam/role:Role", { assumeRolePolicy: { Statement: [statement] } }));
      const action = "sts:AssumeRole";
      assert.deepEqual(negated({ Effect: "Allow", NotPrincipal: { AWS: "arn:aws:iam::1:root" }, Action: action }), [
        "NotPrincipal trusts everyone except what it names; a trust policy must name the principals and actions that it allows.",
      ]);
      const principal = { Federated: "arn:aws:iam::1:oidc-provider/i" };
      assert.deepEqual(negated({ Effect: "Allow", Principal: principal, NotAction: "sts:TagSession" }), [
        "NotAction trusts everything except what it names; a trust policy must name the principals and actions that it allows.",
        "No condition on ISSUER:aud.",
        "No condition on ISSUER:sub.",
      ]);
      assert.deepEqual(negated({ Effect: "Deny", NotPrincipal: { AWS: "arn:aws:iam::1:root" }, Action: action }), []);
    });

    it("sees everybody behind any kind of principal", () => {
      assert.deepEqual(messages(trustPinsSubject, role({ AWS: ["*"] }, "sts:AssumeRole")), [
        "Anyone may assume the role: the principal is AWS *.",
      ]);
    });
  },
);
