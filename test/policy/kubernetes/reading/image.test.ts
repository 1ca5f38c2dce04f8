import assert from "node:assert/strict";
import { isBelow, isDigest, parseImage } from "../../../../policy/kubernetes/reading/image.ts";

const SHA = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("image references", () => {
  const cases: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
    ["nginx", "docker.io/library/nginx", undefined, undefined],
    ["nginx:1.27", "docker.io/library/nginx", "1.27", undefined],
    ["amazon/aws-xray-daemon:3.6.6", "docker.io/amazon/aws-xray-daemon", "3.6.6", undefined],
    ["localhost/api", "localhost/api", undefined, undefined],
    ["localhost:5000/api", "localhost:5000/api", undefined, undefined],
    ["registry.example.com:5000/shop/api:2", "registry.example.com:5000/shop/api", "2", undefined],
    ["public.ecr.aws/xray/aws-xray-daemon:3.6.6", "public.ecr.aws/xray/aws-xray-daemon", "3.6.6", undefined],
    [`ghcr.io/shop/api@${SHA}`, "ghcr.io/shop/api", undefined, SHA],
    [`ghcr.io/shop/api:2@${SHA}`, "ghcr.io/shop/api", "2", SHA],
  ];
  for (const [reference, repository, tag, digest] of cases) {
    it(`${reference} is ${repository}`, () => {
      assert.deepEqual(parseImage(reference), { repository, tag, digest });
    });
  }

  it("are pinned by a whole digest only", () => {
    assert.ok(isDigest(SHA));
    assert.ok(isDigest(`sha512:${"0".repeat(128)}`));
    for (const digest of [undefined, "", "sha256:", SHA.slice(0, -1), `${SHA}0`, SHA.toUpperCase(), "md5:0123"]) {
      assert.ok(!isDigest(digest), digest);
    }
  });

  it("are below a registry, or a path of it, and not below what only begins like it", () => {
    const api = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/api";
    for (const pattern of [
      "*.dkr.ecr.*.amazonaws.com",
      "*.dkr.ecr.*.amazonaws.com/shop",
      api,
      "*.dkr.ecr.*.amazonaws.com/*/api",
    ]) {
      assert.ok(isBelow(api, pattern), pattern);
    }
    for (const [repository, pattern] of [
      ["evil.example.com/123456789012.dkr.ecr.eu-central-1.amazonaws.com/x", "*.dkr.ecr.*.amazonaws.com"],
      ["123456789012.dkr.ecr.eu-central-1.amazonaws.com.example.com/x", "*.dkr.ecr.*.amazonaws.com"],
      ["a/b.dkr.ecr.x.amazonaws.com/x", "*.dkr.ecr.*.amazonaws.com"],
      ["public.ecr.aws/xray-daemon/x", "public.ecr.aws/xray"],
      ["publicXecr.aws/xray/x", "public.ecr.aws/xray"],
      ["docker.io/library/pmp-api-evil", "docker.io/library/pmp-api"],
    ] as const) {
      assert.ok(!isBelow(repository, pattern), `${repository} ${pattern}`);
    }
  });
});
