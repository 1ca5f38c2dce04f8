import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { definePlan } from "@pmp/model";
import { DEFAULT_RULE } from "@pmp/sampling";
import { answers, refuses, temporaryFolder } from "./support/program.ts";
import { listen, xray } from "./support/xray-server.ts";
import type { Summary, XRayServer } from "./support/xray-server.ts";

const env = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
const planned = definePlan({ preset: "prod" }, { service: "pmp-api", platform: "aws_eks" }).rules;

/** 1,000 requests of each rule in two windows of 10 seconds, sampled at the rule's own rate. */
const statistics: Summary[] = [0, 10].flatMap((start) =>
  planned.map(({ RuleName, FixedRate }) => ({
    RuleName,
    Timestamp: 1_780_000_000 + start,
    RequestCount: 500,
    SampledCount: 500 * FixedRate,
    BorrowCount: 0,
  })),
);

describe("pmp-xray sampling live", () => {
  let server: XRayServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });
  const against = (what: XRayServer, options = ""): string => {
    server = what;
    return `sampling live prod --endpoint-url ${what.url}${options}`;
  };

  it("exits 0 when X-Ray has the plan and does it", async () => {
    const line = against(await xray([...planned, DEFAULT_RULE], statistics));
    const text = await answers(line, 0, { env });
    assert.match(text, /pmp-api-default-traffic +yes +1000 +100 +0 +10 %/);
    assert.match(text, /X-Ray has the plan's rules, and they do what they say\.\n$/);
    assert.match(server?.requests[0]?.authorization ?? "", /Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/xray\//);
  });

  it("takes region and profile from the stack file", async () => {
    const folder = temporaryFolder();
    const aws = "  aws:region: eu-west-3\n  aws:profile: watch\n";
    folder.write("Pulumi.prod.yaml", `config:\n${aws}  pmp-xray:sampling: { preset: prod }\n`);
    folder.write("credentials", "[watch]\naws_access_key_id = AKIDWATCH\naws_secret_access_key = s\n");
    const line = against(await xray([...planned, DEFAULT_RULE], statistics));
    const files = { AWS_SHARED_CREDENTIALS_FILE: `${folder.path}/credentials` };
    await answers(line, 0, { cwd: folder.path, env: files });
    assert.match(server?.requests[0]?.authorization ?? "", /Credential=AKIDWATCH\/\d{8}\/eu-west-3\/xray\//);
    folder.remove();
  });

  it("exits 1 when a rule was changed, is missing, was never matched, or is not in the plan", async () => {
    const [stripe, subscriptions, ...others] = planned;
    const foreign = { ...stripe!, RuleName: "somebody", Priority: 1, ServiceName: "*" };
    const rules = [{ ...subscriptions!, FixedRate: 0.2 }, ...others, foreign, DEFAULT_RULE];
    const seen = statistics.filter(({ RuleName }) => RuleName !== "pmp-api-health");
    const line = against(await xray(rules, seen));
    const text = await answers(line, 1, { env });
    assert.match(text, /^error rule-missing \(pmp-api-stripe\): X-Ray does not have it\. Deploy the plan\.$/m);
    assert.match(text, /^error rule-changed \(pmp-api-subscriptions\): In X-Ray FixedRate is 0\.2, planned 1\./m);
    assert.match(text, /^warning rule-not-planned \(somebody\): /m);
    // Two windows of 10 seconds, one after the other.
    assert.match(
      text,
      /^warning never-matched \(pmp-api-health\): No sampler reported a request for it in 20 seconds\./m,
    );
    const { findings } = JSON.parse(await answers(`${line} --json`, 1, { env })) as { findings: { code: string }[] };
    assert.deepEqual(findings.map(({ code }) => code).sort(), [
      "never-matched",
      "rate-off",
      "rule-changed",
      "rule-missing",
      "rule-not-planned",
    ]);
  });

  describe("of a plan with boosts", () => {
    const folder = temporaryFolder();
    folder.write(
      "Pulumi.prod.yaml",
      "config:\n  aws:region: us-east-1\n  pmp-xray:sampling: { preset: prod, adaptive: true }\n",
    );
    after(() => folder.remove());
    const options = { cwd: folder.path, env };
    const boostable = definePlan({ preset: "prod", adaptive: true }, { service: "pmp-api", platform: "aws_eks" }).rules;
    // In the second window a boost raised 10 % to 28 %.
    const boosted = statistics.map((summary) =>
      summary.RuleName === "pmp-api-default-traffic" && summary.Timestamp > 1_780_000_000
        ? { ...summary, SampledCount: 140 }
        : summary,
    );
    const rules = [...boostable, DEFAULT_RULE];
    const RuleName = "pmp-api-default-traffic";

    it("shows the boost in force, takes its rate for no fault, and reports no request itself", async () => {
      const SamplingBoost = { BoostRate: 0.28, BoostRateTTL: 1_780_000_040 };
      const SamplingTargetDocuments = [{ RuleName, FixedRate: 0.1, SamplingBoost }, { RuleName: "pmp-api-health" }];
      const line = against(await xray(rules, boosted, { status: 200, body: { SamplingTargetDocuments } }));
      const text = await answers(line, 0, options);
      assert.match(text, /^pmp-api-default-traffic is boosted to 28 %, for now until 2026-05-28T20:27:20\.000Z\.$/m);
      const json = JSON.parse(await answers(`${line} --json`, 0, options)) as { rules: { name: string }[] };
      assert.deepEqual(
        json.rules.filter((rule) => "boost" in rule),
        [
          {
            name: RuleName,
            planned: true,
            requests: 1000,
            sampled: 190,
            borrowed: 0,
            rate: 0.19,
            boost: { rate: 0.28, until: 1_780_000_040 },
          },
        ],
      );
      const asked = server?.requests.find(({ path }) => path === "/SamplingTargets")?.body;
      const { SamplingStatisticsDocuments: documents } = asked as {
        SamplingStatisticsDocuments: Record<string, unknown>[];
      };
      assert.deepEqual(
        documents.map((each) => [each.RuleName, each.RequestCount, each.SampledCount, each.BorrowCount]),
        [
          ["pmp-api-health", 0, 0, 0],
          [RuleName, 0, 0, 0],
        ],
      );
      for (const { ClientID } of documents) assert.match(String(ClientID), /^[0-9a-f]{24}$/);
    });

    it("says which right is missing to read boosts, and finds the rest", async () => {
      const denied = { status: 403, body: { __type: "AccessDeniedException", message: "no" } };
      const line = against(await xray(rules, boosted, denied));
      const text = await answers(line, 0, options);
      assert.match(text, /^info boost-unknown \(pmp-api-default-traffic\): [^\n]*Allow xray:GetSamplingTargets on/m);
    });

    it("asks for no boost where X-Ray's rules have none", async () => {
      const line = against(await xray([...planned, DEFAULT_RULE], statistics));
      await answers(line, 1, options);
      assert.deepEqual([...new Set(server?.requests.map(({ path }) => path))].sort(), [
        "/GetSamplingRules",
        "/SamplingStatisticSummaries",
      ]);
    });
  });

  it("says in one line that credentials are missing, and how to give them", async () => {
    const line = against(await xray([], []));
    await refuses(line, /^No AWS credentials: [^\n]*aws configure[^\n]*AWS_ACCESS_KEY_ID[^\n]*\n$/);
    assert.deepEqual(server?.requests, []);
  });

  it("says in one line that credentials or rights are refused", async () => {
    const denies = (type: string, status: number): Promise<XRayServer> =>
      listen(() => ({ status, body: { __type: type, message: "The security token is invalid" } }));
    const wrong = against(await denies("UnrecognizedClientException", 403));
    await refuses(
      wrong,
      /^X-Ray at \S+ refuses the AWS credentials \(Unrec[^\n]*region us-east-1 \(aws:region of Pul[^\n]*\n$/,
      {
        env,
      },
    );
    await server?.close();
    const denied = against(await denies("AccessDeniedException", 403));
    await refuses(denied, /^X-Ray at \S+ denies access: [^\n]*xray:GetSamplingStatisticSummaries[^\n]*\n$/, { env });
  });

  it("says in one line that the region is missing or no region", async () => {
    const folder = temporaryFolder();
    folder.write("Pulumi.prod.yaml", "config:\n  pmp-xray:sampling: { preset: prod }\n");
    await refuses(
      "sampling live prod",
      /^Pulumi\.prod\.yaml names no AWS region\. Add aws:region: us-east-1[^\n]*\n$/,
      {
        cwd: folder.path,
        env,
      },
    );
    folder.write("Pulumi.prod.yaml", "config:\n  aws:region: over there\n  pmp-xray:sampling: { preset: prod }\n");
    await refuses("sampling live prod", /^X-Ray in over there [^\n]*aws:region of Pulumi\.prod\.yaml[^\n]*\n$/, {
      cwd: folder.path,
      env,
    });
    folder.remove();
  });

  it("refuses rules that are none of X-Ray's", async () => {
    const line = against(await xray([{ ...planned[0]!, FixedRate: 3 }], []));
    await refuses(line, /^X-Ray answered with sampling rules in an unexpected form: \[0\]\.FixedRate 3\.\n$/, {
      env,
    });
  });

  it("refuses an answer that is no X-Ray's", async () => {
    const line = against(await listen(() => ({ status: 404, body: {} })));
    await refuses(line, /^X-Ray at \S+ could not be asked \([^\n]*\n$/, { env });
  });

  it("says in one line that nothing listens there", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const line = `sampling live prod --endpoint-url http://127.0.0.1:${port}`;
    await refuses(line, /^X-Ray at \S+ can't be reached \(ECONNREFUSED\)\. Check --endpoint-url[^\n]*\n$/, { env });
  });

  it("gives up on an endpoint that never answers", async function () {
    // Two tries of 5 seconds; without a limit of its own the program would wait for ever, and fail this test.
    this.timeout(60_000);
    const line = against(await listen(() => "silence"));
    await refuses(line, /^X-Ray at \S+ can't be reached \(ETIMEDOUT\)\. /, { env });
  });
});
