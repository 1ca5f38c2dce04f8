import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { hasUnknowns, plain, plainProperties, typeOf, unknownValue } from "../../../local/plugins/properties.ts";

// The engine's protocol, from Pulumi's own SDK: what marks a special value, and which kind it is.
const { specialSigKey, specialSecretSig, specialOutputValueSig, unknownValue: enginesUnknown } = runtime;

const secret = (value: unknown) => ({ [specialSigKey]: specialSecretSig, value });
const output = (value: object) => ({ [specialSigKey]: specialOutputValueSig, ...value });

describe("local/plugins/properties", () => {
  it("knows the engine's placeholder", () => {
    assert.equal(unknownValue, enginesUnknown);
  });

  it("leaves plain data as it is", () => {
    const data = { text: "a", number: 0, on: false, nothing: null, list: [1, { a: "b" }], empty: {} };
    assert.deepEqual(plain(data), data);
  });

  it("takes secrets and outputs out of their wrapping, however deep", () => {
    assert.deepEqual(
      plain({
        a: secret("x"),
        b: [output({ value: secret({ c: secret(1) }) })],
        d: output({ value: 2, secret: true }),
      }),
      { a: "x", b: [{ c: 1 }], d: 2 },
    );
  });

  it("has the placeholder for an output that has no value yet", () => {
    assert.deepEqual(plain({ a: output({ dependencies: [] }) }), { a: unknownValue });
  });

  it("leaves out members that are undefined, as JSON does", () => {
    assert.deepEqual(plain({ a: undefined, b: { c: undefined } }), { b: {} });
    assert.ok(!("a" in plainProperties({ a: undefined })));
  });

  it("takes anything but an object for an empty property map", () => {
    for (const value of [undefined, null, "a", 1, [1]]) assert.deepEqual(plainProperties(value), {});
    assert.deepEqual(plainProperties(secret({ a: 1 })), { a: 1 });
  });

  it("finds a placeholder however deep", () => {
    for (const value of [unknownValue, [unknownValue], { a: { b: [1, unknownValue] } }]) assert.ok(hasUnknowns(value));
    for (const value of ["a", 1, null, undefined, {}, [], { a: { b: [1] } }]) assert.ok(!hasUnknowns(value));
  });

  it("finds the type in a URN, below parents and before any name", () => {
    const name = "a::b$c";
    assert.equal(typeOf(`urn:pulumi:local::pmp-xray::aws:iam/role:Role::${name}`), "aws:iam/role:Role");
    const nested = "pmp:iam:Role$pmp:x:Y$aws:iam/role:Role";
    assert.equal(typeOf(`urn:pulumi:local::pmp-xray::${nested}::${name}`), "aws:iam/role:Role");
    assert.equal(typeOf("nothing"), "");
  });
});
