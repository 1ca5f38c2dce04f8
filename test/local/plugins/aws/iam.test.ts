import assert from "node:assert/strict";
import { denied, missing, typeUnderTest } from "./support.ts";

const arn = "arn:aws:iam::123456789012:policy/PMPXRayAccess";

describe("local/plugins/aws/iam", () => {
  describe("policy", () => {
    const policy = typeUnderTest("aws:iam/policy:Policy");
    const inputs = { name: "PMPXRayAccess", policy: '{"Statement":[]}', tags: { team: "a" } };
    const version = (id: string, isDefault: boolean) => ({ VersionId: id, IsDefaultVersion: isDefault });
    const versions = { output: { Versions: [version("v3", true), version("v2", false), version("v1", false)] } };

    it("is created, and known by its ARN", async () => {
      policy.answer({ "iam CreatePolicy": { output: { Policy: { Arn: arn, PolicyId: "ANPA" } } } });
      const full = { ...inputs, path: "/pmp/", description: "Write." };
      assert.deepEqual(await policy.create(full), { id: arn, outs: { ...full, arn, policyId: "ANPA" } });
      assert.deepEqual(policy.calls(), [
        {
          call: "iam CreatePolicy",
          input: {
            PolicyName: "PMPXRayAccess",
            Path: "/pmp/",
            Description: "Write.",
            PolicyDocument: '{"Statement":[]}',
            Tags: [{ Key: "team", Value: "a" }],
          },
        },
      ]);
    });

    it("is updated by a new default version, and the old ones go: IAM keeps five at most", async () => {
      policy.answer({ "iam ListPolicyVersions": versions });
      await policy.update(arn, inputs, { ...inputs, policy: '{"Statement":[1]}' });
      assert.deepEqual(policy.calls(), [
        {
          call: "iam CreatePolicyVersion",
          input: { PolicyArn: arn, PolicyDocument: '{"Statement":[1]}', SetAsDefault: "true" },
        },
        { call: "iam ListPolicyVersions", input: { PolicyArn: arn } },
        { call: "iam DeletePolicyVersion", input: { PolicyArn: arn, VersionId: "v2" } },
        { call: "iam DeletePolicyVersion", input: { PolicyArn: arn, VersionId: "v1" } },
      ]);
    });

    it("gets its tags by calls of their own, and no new version for them", async () => {
      await policy.update(
        arn,
        { ...inputs, tags: { gone: "1", kept: "2", changed: "3" } },
        {
          ...inputs,
          tags: { kept: "2", changed: "4", added: "5" },
        },
      );
      assert.deepEqual(policy.calls(), [
        {
          call: "iam TagPolicy",
          input: {
            PolicyArn: arn,
            Tags: [
              { Key: "changed", Value: "4" },
              { Key: "added", Value: "5" },
            ],
          },
        },
        { call: "iam UntagPolicy", input: { PolicyArn: arn, TagKeys: ["gone"] } },
      ]);
    });

    it("is deleted after its old versions", async () => {
      policy.answer({ "iam ListPolicyVersions": versions });
      await policy.delete(arn);
      assert.deepEqual(
        policy.calls().map(({ call, input }) => [call, input.VersionId]),
        [
          ["iam ListPolicyVersions", undefined],
          ["iam DeletePolicyVersion", "v2"],
          ["iam DeletePolicyVersion", "v1"],
          ["iam DeletePolicy", undefined],
        ],
      );
    });

    it("may be gone already when it is deleted", async () => {
      policy.answer({ "iam ListPolicyVersions": missing.iam, "iam DeletePolicy": missing.iam });
      await policy.delete(arn);
      assert.equal(policy.calls().length, 2);
    });

    it("fails to be deleted for any other reason", async () => {
      policy.answer({ "iam DeletePolicy": denied });
      await assert.rejects(policy.delete(arn), /not authorized/);
      policy.answer({ "iam ListPolicyVersions": denied });
      await assert.rejects(policy.delete(arn), /not authorized/);
    });
  });

  describe("role", () => {
    const role = typeUnderTest("aws:iam/role:Role");
    const inputs = { name: "pmp-xray-daemon", assumeRolePolicy: '{"Statement":[]}' };
    const roleArn = "arn:aws:iam::123456789012:role/pmp-xray-daemon";
    const found = { "iam GetRole": { output: { Role: { Arn: roleArn } } } };

    it("is created with its trust policy, and known by its name", async () => {
      role.answer({ "iam CreateRole": { output: { Role: { Arn: roleArn, RoleId: "AROA" } } } });
      const full = {
        ...inputs,
        path: "/pmp/",
        description: "For one.",
        maxSessionDuration: 7200,
        permissionsBoundary: "arn:boundary",
        tags: { a: "b" },
      };
      assert.deepEqual(await role.create(full), { id: inputs.name, outs: { ...full, arn: roleArn, uniqueId: "AROA" } });
      assert.deepEqual(role.calls(), [
        {
          call: "iam CreateRole",
          input: {
            RoleName: "pmp-xray-daemon",
            Path: "/pmp/",
            Description: "For one.",
            AssumeRolePolicyDocument: '{"Statement":[]}',
            MaxSessionDuration: "7200",
            PermissionsBoundary: "arn:boundary",
            Tags: [{ Key: "a", Value: "b" }],
          },
        },
      ]);
    });

    it("is updated in place: trust policy, description and session", async () => {
      role.answer(found);
      await role.update(inputs.name, inputs, {
        ...inputs,
        assumeRolePolicy: '{"Statement":[2]}',
        description: "New.",
        maxSessionDuration: 7200,
      });
      assert.deepEqual(role.calls(), [
        {
          call: "iam UpdateAssumeRolePolicy",
          input: { RoleName: inputs.name, PolicyDocument: '{"Statement":[2]}' },
        },
        {
          call: "iam UpdateRole",
          input: { RoleName: inputs.name, Description: "New.", MaxSessionDuration: "7200" },
        },
        { call: "iam GetRole", input: { RoleName: inputs.name } },
      ]);
    });

    it("goes back to IAM's defaults where an input is gone", async () => {
      role.answer(found);
      await role.update(inputs.name, { ...inputs, description: "Old.", maxSessionDuration: 7200 }, inputs);
      assert.deepEqual(role.calls()[1], {
        call: "iam UpdateRole",
        input: { RoleName: inputs.name, Description: "", MaxSessionDuration: "3600" },
      });
    });

    it("gets another boundary, or none any more", async () => {
      role.answer(found);
      const bound = { ...inputs, permissionsBoundary: "arn:boundary" };
      await role.update(inputs.name, inputs, bound);
      assert.deepEqual(role.calls()[2], {
        call: "iam PutRolePermissionsBoundary",
        input: { RoleName: inputs.name, PermissionsBoundary: "arn:boundary" },
      });
      role.answer(found);
      await role.update(inputs.name, bound, inputs);
      assert.deepEqual(role.calls()[2], {
        call: "iam DeleteRolePermissionsBoundary",
        input: { RoleName: inputs.name },
      });
    });

    it("gets its tags by calls of their own", async () => {
      role.answer(found);
      await role.update(inputs.name, { ...inputs, tags: { a: "1" } }, { ...inputs, tags: { b: "2" } });
      assert.deepEqual(role.calls().slice(2, 4), [
        { call: "iam TagRole", input: { RoleName: inputs.name, Tags: [{ Key: "b", Value: "2" }] } },
        { call: "iam UntagRole", input: { RoleName: inputs.name, TagKeys: ["a"] } },
      ]);
    });

    it("is deleted, and may be gone already", async () => {
      await role.delete(inputs.name);
      assert.deepEqual(role.calls(), [{ call: "iam DeleteRole", input: { RoleName: inputs.name } }]);
      role.answer({ "iam DeleteRole": missing.iam });
      await role.delete(inputs.name);
      role.answer({ "iam DeleteRole": { error: "DeleteConflict", message: "detach policies first", status: 409 } });
      await assert.rejects(role.delete(inputs.name), /detach policies first/);
    });
  });

  describe("inline policy of a role", () => {
    const inline = typeUnderTest("aws:iam/rolePolicy:RolePolicy");
    const inputs = { name: "assume", role: "pmp-xray-daemon", policy: "{}" };
    const named = { RoleName: "pmp-xray-daemon", PolicyName: "assume" };

    it("is put, put again, and deleted by what its id says", async () => {
      const { id } = await inline.create(inputs);
      await inline.update(id, inputs, { ...inputs, policy: "[]" });
      await inline.delete(id);
      assert.deepEqual(inline.calls(), [
        { call: "iam PutRolePolicy", input: { ...named, PolicyDocument: "{}" } },
        { call: "iam PutRolePolicy", input: { ...named, PolicyDocument: "[]" } },
        { call: "iam DeleteRolePolicy", input: named },
      ]);
    });

    it("may be gone already", async () => {
      inline.answer({ "iam DeleteRolePolicy": missing.iam });
      await inline.delete("pmp-xray-daemon|assume");
      inline.answer({ "iam DeleteRolePolicy": denied });
      await assert.rejects(inline.delete("pmp-xray-daemon|assume"), /not authorized/);
    });
  });

  describe("role policy attachment", () => {
    const attachment = typeUnderTest("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    const inputs = { role: "pmp-xray-daemon", policyArn: arn };

    it("attaches, and detaches the same by what its id says", async () => {
      const { id, outs } = await attachment.create(inputs);
      assert.deepEqual(outs, inputs);
      await attachment.delete(id);
      const input = { RoleName: "pmp-xray-daemon", PolicyArn: arn };
      assert.deepEqual(attachment.calls(), [
        { call: "iam AttachRolePolicy", input },
        { call: "iam DetachRolePolicy", input },
      ]);
    });

    it("may be gone already when it is deleted", async () => {
      attachment.answer({ "iam DetachRolePolicy": missing.iam });
      await attachment.delete(`r|${arn}`);
      attachment.answer({ "iam DetachRolePolicy": denied });
      await assert.rejects(attachment.delete(`r|${arn}`), /not authorized/);
    });
  });

  describe("OIDC provider", () => {
    const provider = typeUnderTest("aws:iam/openIdConnectProvider:OpenIdConnectProvider");
    const oidcArn = "arn:aws:iam::123456789012:oidc-provider/issuer.example";
    const created = { "iam CreateOpenIDConnectProvider": { output: { OpenIDConnectProviderArn: oidcArn } } };
    const inputs = { url: "https://issuer.example", clientIdLists: ["sts.amazonaws.com"] };

    it("is created with a thumbprint, which the emulator insists on", async () => {
      provider.answer(created);
      const tagged = { ...inputs, tags: { a: "b" } };
      assert.deepEqual(await provider.create(tagged), { id: oidcArn, outs: { ...tagged, arn: oidcArn } });
      assert.deepEqual(provider.calls(), [
        {
          call: "iam CreateOpenIDConnectProvider",
          input: {
            Url: "https://issuer.example",
            ClientIDList: ["sts.amazonaws.com"],
            ThumbprintList: ["0".repeat(40)],
            Tags: [{ Key: "a", Value: "b" }],
          },
        },
      ]);
    });

    it("is created with the thumbprints that it is given", async () => {
      provider.answer(created);
      await provider.create({ ...inputs, thumbprintLists: ["a".repeat(40)] });
      assert.deepEqual(provider.calls()[0]!.input.ThumbprintList, ["a".repeat(40)]);
    });

    it("is deleted, and may be gone already", async () => {
      await provider.delete(oidcArn);
      assert.deepEqual(provider.calls(), [
        { call: "iam DeleteOpenIDConnectProvider", input: { OpenIDConnectProviderArn: oidcArn } },
      ]);
      provider.answer({ "iam DeleteOpenIDConnectProvider": missing.iam });
      await provider.delete(oidcArn);
    });
  });
});
