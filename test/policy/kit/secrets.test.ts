import assert from "node:assert/strict";
import { findSecrets, secretIn } from "../../../policy/kit/secrets.ts";

const none = undefined;

describe("what counts as a secret", () => {
  const byForm: readonly (readonly [string, string])[] = [
    ["AKIAIOSFODNN7EXAMPLE", "an AWS access key id"],
    ["key=ASIAIOSFODNN7EXAMPLE;", "an AWS access key id"],
    ["-----BEGIN PRIVATE KEY-----\nMIIE", "a private key"],
    ["-----BEGIN RSA PRIVATE KEY-----", "a private key"],
    [`ghp_${"a1".repeat(18)}`, "a GitHub token"],
    [`glpat-${"a1".repeat(10)}`, "a GitLab token"],
    [`sk_live_${"a1".repeat(8)}`, "a Stripe live key"],
    ["xoxb-1234567890-abc", "a Slack token"],
    [`npm_${"a1".repeat(18)}`, "an npm token"],
    [`hvs.${"a1".repeat(12)}`, "a Vault token"],
    [`dop_v1_${"a1".repeat(32)}`, "a DigitalOcean token"],
    [`GOCSPX-${"a1".repeat(14)}`, "a Google OAuth token"],
    [`glsa_${"a1".repeat(16)}`, "a Grafana token"],
    [`pul-${"a1".repeat(20)}`, "a Pulumi token"],
    ["-----BEGIN PGP PRIVATE KEY BLOCK-----", "a private key"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLXZhbHVl", "a JSON Web Token"],
    ["postgres://shop:hunter2@db.example.com/shop", "an address with a password in it"],
    ["redis://:hunter2@cache:6379", "an address with a password in it"],
  ];
  for (const [value, what] of byForm) {
    it(`by its form: ${what} in ${value.slice(0, 24)}…`, () => {
      assert.equal(secretIn("SOMETHING", value, false), what);
    });
  }

  it("not what only looks a little like one", () => {
    for (const value of [
      "AKIA",
      "XAKIAIOSFODNN7EXAMPLE",
      "https://example.com:8080/path@2",
      "postgres://shop:$(PASSWORD)@db.example.com/shop",
      "postgres://shop@db.example.com/shop",
      "-----BEGIN CERTIFICATE-----",
      "eyJhbGciOiJIUzI1NiJ9",
    ]) {
      assert.equal(secretIn("SOMETHING", value, true), none, value);
    }
  });

  it("by its name, however that is written", () => {
    for (const name of [
      "PASSWORD",
      "dbPassword",
      "db.password",
      "DB-PASSWD",
      "JWT_SECRET",
      "clientSecret",
      "GITHUB_TOKEN",
      "api_key",
      "apiKey",
      "APIKEY",
      "PRIVATE_KEY",
      "encryption-key",
      "CONNECTION_STRING",
      "DB_PASS",
      "AccountKey",
      "SHARED_ACCESS_KEY",
      "subscriptionKey",
      "credentials",
    ]) {
      assert.equal(secretIn(name, "hunter2", true), "a secret in plain text", name);
      assert.equal(secretIn(name, "hunter2", false), none, name);
    }
  });

  it("not a name that only tells something of a secret", () => {
    for (const name of [
      "PASSWORD_FILE",
      "passwordMinLength",
      "TOKEN_TTL",
      "MAX_TOKENS",
      "imagePullSecrets",
      "secretName",
      "SECRET_ARN",
      "clientToken",
      "nextToken",
      "AWS_WEB_IDENTITY_TOKEN_FILE",
      "monkey",
      "TURKEY",
      "PUBLIC_KEY",
    ]) {
      assert.equal(secretIn(name, "hunter2", true), none, name);
    }
  });

  it("not where the value is empty, a switch, a path, or says where the secret is", () => {
    for (const value of [
      "",
      "true",
      "null",
      "/run/secrets/db",
      "$(DB_PASSWORD)",
      "${DB_PASSWORD}",
      "{{ .Values.password }}",
      "<from the console>",
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:db",
    ]) {
      assert.equal(secretIn("DB_PASSWORD", value, true), none, value);
    }
  });

  it("always AWS's own credentials by name", () => {
    for (const name of ["AWS_SECRET_ACCESS_KEY", "secretAccessKey", "aws_session_token", "accessKeyId"]) {
      assert.equal(secretIn(name, "anything", false), "a static AWS credential", name);
    }
  });

  it("at any depth, in JSON too, and in lists of variables, with the path and never the value", () => {
    const found = findSecrets(
      {
        environment: [{ name: "DB_PASSWORD", value: "hunter2" }],
        definitions: '[{"environment":[{"name":"AWS_SESSION_TOKEN","value":"x"}]}]',
      },
      { names: true },
    );
    assert.deepEqual(found, [
      { path: "environment[0].value", what: "a secret in plain text" },
      { path: "definitions[0].environment[0].value", what: "a static AWS credential" },
    ]);
  });
});
