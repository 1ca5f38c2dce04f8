import assert from "node:assert/strict";
import { definePlan } from "@pmp/model";
import { DEFAULT_RULE } from "@pmp/sampling";
import { answers, refuses, temporaryFolder, type Folder } from "./support/program.ts";
import { sts, type StsServer } from "./support/sts-server.ts";
import { xray, type XRayServer } from "./support/xray-server.ts";

const READER = "arn:aws:iam::123456789012:role/reader";
const DEPLOYER = "arn:aws:iam::210987654321:role/deployer";
const planned = definePlan({ preset: "prod" }, { service: "pmp-api", platform: "aws_eks" }).rules;

/** The stack's AWS provider takes these roles, so the command has to ask X-Ray of the same account. */
describe("pmp-xray sampling live of a stack with aws:assumeRoles", () => {
  let folder: Folder;
  let server: XRayServer;
  let roles: StsServer;
  const begin = async (assumeRoles: unknown, refused?: string): Promise<void> => {
    folder = temporaryFolder();
    const config = {
      "aws:region": "eu-west-3",
      "aws:assumeRoles": assumeRoles,
      "pmp-xray:sampling": { preset: "prod" },
    };
    folder.write("Pulumi.prod.yaml", JSON.stringify({ config }));
    server = await xray([...planned, DEFAULT_RULE], []);
    roles = await sts(refused);
  };
  afterEach(async () => {
    folder.remove();
    await server.close();
    await roles.close();
  });
  const line = () => `sampling live prod --endpoint-url ${server.url}`;
  const options = () => ({
    cwd: folder.path,
    env: { AWS_ACCESS_KEY_ID: "AKIDBOB", AWS_SECRET_ACCESS_KEY: "s", AWS_ENDPOINT_URL_STS: roles.url },
  });

  it("asks X-Ray as the last role, each role with the credentials of the one before", async () => {
    const tags = { team: "payments" };
    await begin([
      { roleArn: DEPLOYER, externalId: "shared" },
      { roleArn: READER, sessionName: "watch", tags },
    ]);
    await answers(line(), 1, options());
    const [first, second, ...more] = roles.assumptions;
    assert.deepEqual(more, []);
    assert.equal(first?.signedBy, "AKIDBOB");
    assert.equal(first.parameters.RoleArn, DEPLOYER);
    assert.equal(first.parameters.ExternalId, "shared");
    assert.equal(first.parameters.RoleSessionName, "pmp-xray");
    assert.equal(second?.signedBy, "ASIA1");
    assert.equal(second.parameters.RoleArn, READER);
    assert.equal(second.parameters.RoleSessionName, "watch");
    assert.equal(second.parameters["Tags.member.1.Key"], "team");
    assert.equal(second.parameters["Tags.member.1.Value"], "payments");
    assert.ok(server.requests.length > 0);
    for (const { authorization } of server.requests) {
      assert.match(authorization, /Credential=ASIA2\/\d{8}\/eu-west-3\/xray\//);
    }
  });

  it("says in one line which role is refused, and asks X-Ray nothing", async () => {
    await begin([{ roleArn: READER }], READER);
    await refuses(
      line(),
      /^The role arn:aws:iam::123456789012:role\/reader \(aws:assumeRoles of Pulumi\.prod\.yaml\) can't be assumed \(AccessDenied\): User bob is not authorized[^\n]*trusts[^\n]*\n$/,
      options(),
    );
    assert.deepEqual(server.requests, []);
  });

  it("refuses what is no list of roles", async () => {
    await begin({ roleArn: READER });
    await refuses(line(), /^Pulumi\.prod\.yaml: aws:assumeRoles must be a list of roles such as [^\n]*\n$/, options());
    assert.deepEqual([server.requests, roles.assumptions], [[], []]);
  });
});
