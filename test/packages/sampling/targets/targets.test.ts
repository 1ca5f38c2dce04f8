import assert from "node:assert/strict";
import fc from "fast-check";
import { DEFAULT_TARGETS, parseTargets, Targets } from "../../../../packages/sampling/src/targets/index.ts";
import { privateText, publicText } from "../trust/addresses.ts";

/** dnsSuffix and dualStackDnsSuffix of each partition, as the AWS SDK's partitions.json of 2026 has them. */
const PARTITIONS = [
  ["amazonaws.com", "api.aws"],
  ["amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  ["amazonaws.eu", "api.amazonwebservices.eu"],
  ["c2s.ic.gov", "api.aws.ic.gov"],
  ["sc2s.sgov.gov", "api.aws.scloud"],
  ["cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
  ["csp.hci.ic.gov", "api.aws.hci.ic.gov"],
];

describe("the hosts that get a trace's headers", () => {
  const byDefault = new Targets(DEFAULT_TARGETS);

  const own = [
    "localhost",
    "orders",
    "ORDERS",
    "orders:8080",
    "orders.",
    "orders.shop.svc",
    "orders.shop.svc.cluster.local",
  ];
  const inner = [
    "ip-10-0-0-1.ec2.internal",
    "printer.local",
    "app.localhost",
    "127.0.0.1:3000",
    "[::1]:3000",
    "::1",
    "0.0.0.0",
  ];
  const aws = [
    "dynamodb.us-east-1.amazonaws.com",
    "s3.cn-north-1.amazonaws.com.cn",
    "bucket.s3.dualstack.eu-west-1.amazonaws.com",
    "a1b2c3.execute-api.eu-central-1.amazonaws.com",
    "abc123.lambda-url.us-east-1.on.aws",
    "internal-shop-1234.eu-west-1.elb.amazonaws.com",
    "shop-0123.elb.eu-west-1.amazonaws.com",
    "sqs.us-gov-west-1.api.aws",
    "vpce-0a-1b.execute-api.us-east-1.vpce.amazonaws.com",
    "sts.eusc-de-east-1.amazonaws.eu",
  ];
  for (const host of [...own, ...inner, ...aws]) {
    it(`${host} is among them by default`, () => assert.equal(byDefault.allows(host, undefined), true));
  }

  const others = [
    "api.stripe.com",
    "example.com",
    "api.stripe.com:443",
    "orders.shop",
    "svc",
    "xsvc.com",
    "203.0.113.7",
    "8.8.8.8:53",
  ];
  const alike = [
    "amazonaws.com.evil.com",
    "evil-amazonaws.com",
    "local.evil.com",
    "my.notlocal",
    "internal.example.com",
  ];
  const anybodys = [
    "ec2-203-0-113-7.eu-west-1.compute.amazonaws.com",
    "ec2-203-0-113-7.compute-1.amazonaws.com",
    "d123.cloudfront.net",
  ];
  const odd = [
    "",
    ".",
    "..",
    "a b",
    "[::1",
    "::1]",
    "2001:db8::1",
    "[2001:db8::1]:80",
    "evil.com/.svc",
    "evil.com?.local",
    "10.1.evil.com",
  ];
  for (const host of [...others.filter((host) => host !== "svc"), ...alike, ...anybodys, ...odd]) {
    it(`${JSON.stringify(host)} is not by default`, () => assert.equal(byDefault.allows(host, undefined), false));
  }

  it("are all private addresses and no public one, as they are written", () => {
    const bracketed = (text: string): string => (text.includes(":") ? `[${text}]:8080` : `${text}:8080`);
    fc.assert(
      fc.property(
        privateText,
        (text) => byDefault.allows(text, undefined) && byDefault.allows(bracketed(text), undefined),
      ),
    );
    const zero = /^[0:.]+$/;
    fc.assert(
      fc.property(
        publicText,
        (text) =>
          zero.test(text) || !(byDefault.allows(text, undefined) || byDefault.allows(bracketed(text), undefined)),
      ),
    );
  });

  it("are AWS's in every partition that the SDK knows", () => {
    for (const suffixes of PARTITIONS) {
      for (const suffix of suffixes) {
        assert.equal(byDefault.allows(`xray.some-region-1.${suffix}`, undefined), true, suffix);
        assert.equal(byDefault.allows(`other.${suffix}.example.com`, undefined), false, suffix);
        assert.equal(byDefault.allows("other.example.com", `x.${suffix}`), false, suffix);
      }
    }
  });

  describe("by the Host of the request that is served", () => {
    const relatives: [served: string, called: string, allowed: boolean][] = [
      ["shop.example.com", "stock.example.com", true],
      ["SHOP.Example.com.:8443", "stock.example.COM:443", true],
      ["example.com", "a.b.example.com", true],
      ["shop.example.com", "example.com", true],
      ["shop.example.com", "notexample.com", false],
      ["shop.example.com", "example.com.evil.com", false],
      ["shop.example.com", "example.org", false],
      ["shop.example.co.uk", "stock.example.co.uk", true],
      ["shop.example.co.uk", "other.co.uk", false],
      ["example.co.uk", "stock.example.co.uk", true],
      ["shop.example.com.au", "other.com.au", false],
      ["shop.example.co.jp", "other.co.jp", false],
      ["shop.example.com.br", "other.com.br", false],
      ["co.uk", "other.co.uk", false],
      ["com", "stock.example.com", false],
      ["shop", "stock.example.com", false],
      ["me.github.io", "other.github.io", false],
      ["d1.cloudfront.net", "d2.cloudfront.net", false],
      ["x.us-east-1.elb.amazonaws.com", "ec2-203-0-113-7.compute-1.amazonaws.com", false],
      ["amazonaws.com", "ec2-203-0-113-7.compute-1.amazonaws.com", false],
      ["abc.lambda-url.us-east-1.on.aws", "other.on.aws", false],
      ["203.0.113.7", "198.51.113.7", false],
      ["203.0.113.7:80", "203.0.113.7", false],
      ["[2001:db8::1]", "2001:db8::1", false],
      ["", "stock.example.com", false],
      [".com", "stock.example.com", false],
      ["bücher.example", "xn--bcher-kva.example", true],
      ["shop.xn--bcher-kva.example", "lager.bücher.example", true],
      // Whoever sends this Host gets headers to a host that the app calls anyway, of that very domain.
      ["evil.com", "api.evil.com", true],
      ["evil.com", "api.stripe.com", false],
    ];
    for (const [served, called, allowed] of relatives) {
      it(`${JSON.stringify(served)}: ${called} is ${allowed ? "" : "not "}one`, () => {
        assert.equal(byDefault.allows(called, served), allowed);
        assert.equal(byDefault.allows(called, undefined), false, "without it none is");
      });
    }
  });

  describe("as they are set", () => {
    const settings: [text: string, allowed: string[], not: string[]][] = [
      ["*", ["api.stripe.com", "203.0.113.7", "localhost", "[2001:db8::1]:80"], []],
      ["none", [], ["api.stripe.com", "127.0.0.1", "localhost", "orders.shop.svc"]],
      [
        "api.partner.example",
        ["api.partner.example", "API.partner.example.:443"],
        ["x.api.partner.example", "localhost", "127.0.0.1"],
      ],
      ["*.partner.example", ["a.partner.example", "a.b.partner.example"], ["partner.example", "evilpartner.example"]],
      ["api-*.partner.example", ["api-1.partner.example", "api-.partner.example"], ["api.partner.example"]],
      ["default,*.partner.example", ["a.partner.example", "localhost", "10.0.0.1"], ["api.stripe.com"]],
      ["10.*", ["10.0.0.1", "10.0.0.1:80"], ["110.0.0.1", "127.0.0.1"]],
      ["[2001:db8::1]", ["2001:DB8::1", "[2001:db8::1]:443"], ["2001:db8::2"]],
      ["*.bücher.example", ["a.xn--bcher-kva.example", "a.bücher.example"], ["a.bucher.example"]],
      ["a.b", ["a.b"], ["axb", "a.b.c"]],
    ];
    for (const [text, allowed, not] of settings) {
      it(`${text}: exactly these`, () => {
        const { setting, problems } = parseTargets(text);
        assert.deepEqual(problems, []);
        const targets = new Targets(setting);
        for (const host of allowed) assert.equal(targets.allows(host, undefined), true, host);
        for (const host of not) assert.equal(targets.allows(host, undefined), false, host);
        if (!setting.defaults && text !== "*")
          assert.equal(targets.allows("stock.example.com", "shop.example.com"), false);
      });
    }
  });

  it("are remembered, but not without end", () => {
    const targets = new Targets(DEFAULT_TARGETS);
    for (let i = 0; i < 3_000; i += 1) {
      assert.equal(targets.allows(`a${i}.example.com`, `shop${i}.example.com`), true);
      assert.equal(targets.allows(`a${i}.example.org`, "shop.example.com"), false);
    }
  });

  it("do not depend on who asked before", () => {
    const targets = new Targets(DEFAULT_TARGETS);
    assert.equal(targets.allows("stock.example.com", undefined), false);
    assert.equal(targets.allows("stock.example.com", "shop.example.com"), true);
    assert.equal(targets.allows("stock.example.com", "shop.example.org"), false);
  });
});
