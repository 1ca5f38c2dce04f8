import assert from "node:assert/strict";
import { noStaticCredentials } from "../../../../policy/cloud/account/no-static-credentials.ts";
import { describePolicy, evaluate } from "../support/policy.ts";
import { read, resources } from "../support/resources.ts";

describePolicy(
  noStaticCredentials,
  {
    bad: [
      { resource: "key", message: "It makes an access key that doesn't expire and can be used from anywhere." },
      { resource: "aws", path: "accessKey", message: "It holds an AWS access key id." },
      { resource: "aws", path: "secretKey", message: "It holds a secret in plain text." },
      {
        resource: "task",
        path: "containerDefinitions[0].environment[0].value",
        message: "It holds a static AWS credential.",
      },
      {
        resource: "task",
        path: "containerDefinitions[0].environment[1].value",
        message: "It holds a secret in plain text.",
      },
      { resource: "function", path: "environment.variables.STRIPE", message: "It holds a Stripe live key." },
      { resource: "function", path: "environment.variables.TLS", message: "It holds a private key." },
    ],
    unknown: {
      at: { aws: "accessKey" },
      said: [
        { resource: "key", message: "It makes an access key that doesn't expire and can be used from anywhere." },
        { resource: "aws", path: "secretKey", message: "It holds a secret in plain text." },
        {
          resource: "task",
          path: "containerDefinitions[0].environment[0].value",
          message: "It holds a static AWS credential.",
        },
        {
          resource: "task",
          path: "containerDefinitions[0].environment[1].value",
          message: "It holds a secret in plain text.",
        },
        { resource: "function", path: "environment.variables.STRIPE", message: "It holds a Stripe live key." },
        { resource: "function", path: "environment.variables.TLS", message: "It holds a private key." },
      ],
    },
  },
  () => {
    it("never shows the value", () => {
      for (const { message } of evaluate(noStaticCredentials, resources(read("bad/no-static-credentials.yaml")))
        .violations) {
        assert.doesNotMatch(message, /AKIA|hunter2|sk_live|MIIE|wJalr/);
      }
    });
  },
);
