import assert from "node:assert/strict";
import { credentialIn, SecretKeys } from "@pmp/secrets";

const keys = new SecretKeys();
const words = (text: string): string[] => text.split(" ");

describe("keys of secrets", () => {
  it("are known however they are written", () => {
    for (const key of words(
      "password Password user_password dbPassword db_pass PGPASS pass apiKey api-key x-api-key AccountKey auth x-auth sid session " +
        "connect.sid PHPSESSID db_pw passwort refreshTokens accessTokens mfa_code cardNumber userPin cvv2 SharedAccessKey clientSecret",
    ))
      assert.equal(keys.kindOf(key), "secret", key);
  });

  it("are not words that only look like one", () => {
    for (const key of words(
      "passenger author bypass compass ping company tokenizer secretary session_count auth_method keyboard monkey pandas",
    ))
      assert.notEqual(keys.kindOf(key), "secret", key);
  });

  it("hide values, not counts, kinds and times", () => {
    assert.equal(keys.hides("prompt_tokens", 512), false);
    assert.equal(keys.hides("token_type", "bearer"), false);
    assert.equal(keys.hides("password_changed_at", "2026-01-15"), false);
    assert.equal(keys.hides("active_sessions", 14), false);
    assert.equal(keys.hides("sessions", 1234567), true);
    assert.equal(keys.hides("refreshTokens", "5x"), true);
    assert.equal(keys.hides("accessTokens", 512), true);
    assert.equal(keys.hides("password", true), false);
    assert.equal(keys.hides("password", 512), true);
  });

  it("name bodies, but not what is said of one", () => {
    for (const key of words("body requestBody rawBody body_json http.request.body response_payload formData post_data"))
      assert.equal(keys.isBody(key), true, key);
    for (const key of words("body_size bodyType payload.length somebody embody anybody"))
      assert.equal(keys.isBody(key), false, key);
  });

  it("can be added to, and none taken away", () => {
    const more = new SecretKeys(["customer number", ""]);
    assert.equal(more.has("customerNumber"), true);
    assert.equal(more.has("password"), true);
    assert.equal(more.has("other"), false);
  });
});

describe("a credential in a value", () => {
  it("is named by what it is", () => {
    assert.equal(credentialIn(`use npm_${"a1".repeat(12)} for it`), "an npm token");
    assert.equal(credentialIn("postgres://shop:hunter2@db/shop"), "an address with a password in it");
    assert.equal(credentialIn("postgres://shop:$(PASSWORD)@db/shop"), undefined);
    assert.equal(credentialIn("GET /api/orders/17"), undefined);
  });
});
