import * as iam from "@aws-sdk/client-iam";
import { z } from "zod";
import { ignoreMissing, required, resourceType, retag, tagList, tagsSchema } from "./resource.ts";

const client = new iam.IAMClient({});

export const policy = resourceType({
  schema: z.strictObject({
    name: z.string(),
    path: z.string().optional(),
    description: z.string().optional(),
    policy: z.string(),
    tags: tagsSchema,
  }),
  replaceOn: ["name", "path", "description"],
  async create(inputs) {
    const { Policy } = await client.send(
      new iam.CreatePolicyCommand({
        PolicyName: inputs.name,
        Path: inputs.path,
        Description: inputs.description,
        PolicyDocument: inputs.policy,
        Tags: tagList(inputs.tags),
      }),
    );
    const arn = required(Policy?.Arn, "policy ARN");
    return { id: arn, outputs: { arn, policyId: Policy?.PolicyId ?? "" } };
  },
  async update(arn, inputs, before) {
    if (inputs.policy !== before.policy) {
      // IAM keeps at most five versions: make the new one the default, then drop the others.
      await client.send(
        new iam.CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: inputs.policy, SetAsDefault: true }),
      );
      await dropOldVersions(arn);
    }
    await retag(before.tags, inputs.tags, {
      tag: (Tags) => client.send(new iam.TagPolicyCommand({ PolicyArn: arn, Tags })),
      untag: (TagKeys) => client.send(new iam.UntagPolicyCommand({ PolicyArn: arn, TagKeys })),
    });
    return { arn };
  },
  async delete(arn) {
    await ignoreMissing(dropOldVersions(arn));
    await ignoreMissing(client.send(new iam.DeletePolicyCommand({ PolicyArn: arn })));
  },
});

async function dropOldVersions(arn: string): Promise<void> {
  const { Versions } = await client.send(new iam.ListPolicyVersionsCommand({ PolicyArn: arn }));
  for (const version of Versions ?? []) {
    if (version.IsDefaultVersion === true || version.VersionId === undefined) continue;
    await client.send(new iam.DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: version.VersionId }));
  }
}

/** Default duration of a role session in seconds. */
const defaultSessionSeconds = 3600;

export const role = resourceType({
  schema: z.strictObject({
    name: z.string(),
    path: z.string().optional(),
    description: z.string().optional(),
    assumeRolePolicy: z.string(),
    maxSessionDuration: z.number().optional(),
    permissionsBoundary: z.string().optional(),
    tags: tagsSchema,
  }),
  replaceOn: ["name", "path"],
  async create(inputs) {
    const { Role } = await client.send(
      new iam.CreateRoleCommand({
        RoleName: inputs.name,
        Path: inputs.path,
        Description: inputs.description,
        AssumeRolePolicyDocument: inputs.assumeRolePolicy,
        MaxSessionDuration: inputs.maxSessionDuration,
        PermissionsBoundary: inputs.permissionsBoundary,
        Tags: tagList(inputs.tags),
      }),
    );
    const arn = required(Role?.Arn, "role ARN");
    return { id: inputs.name, outputs: { arn, uniqueId: Role?.RoleId ?? "" } };
  },
  async update(name, inputs, before) {
    await client.send(
      new iam.UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: inputs.assumeRolePolicy }),
    );
    // IAM keeps omitted members, so a removed input is reset to its default.
    await client.send(
      new iam.UpdateRoleCommand({
        RoleName: name,
        Description: inputs.description ?? "",
        MaxSessionDuration: inputs.maxSessionDuration ?? defaultSessionSeconds,
      }),
    );
    if (inputs.permissionsBoundary !== before.permissionsBoundary) await setBoundary(name, inputs.permissionsBoundary);
    await retag(before.tags, inputs.tags, {
      tag: (Tags) => client.send(new iam.TagRoleCommand({ RoleName: name, Tags })),
      untag: (TagKeys) => client.send(new iam.UntagRoleCommand({ RoleName: name, TagKeys })),
    });
    const { Role } = await client.send(new iam.GetRoleCommand({ RoleName: name }));
    return { arn: required(Role?.Arn, "role ARN") };
  },
  async delete(name) {
    await ignoreMissing(client.send(new iam.DeleteRoleCommand({ RoleName: name })));
  },
});

async function setBoundary(RoleName: string, PermissionsBoundary: string | undefined): Promise<void> {
  await (PermissionsBoundary === undefined
    ? client.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName }))
    : client.send(new iam.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary })));
}

/** The real provider's ids are opaque; this one contains the data for a delete. */
const separator = "|";

export const rolePolicyAttachment = resourceType({
  schema: z.strictObject({ role: z.string(), policyArn: z.string() }),
  replaceOn: [],
  async create(inputs) {
    await client.send(new iam.AttachRolePolicyCommand({ RoleName: inputs.role, PolicyArn: inputs.policyArn }));
    return { id: `${inputs.role}${separator}${inputs.policyArn}`, outputs: {} };
  },
  async delete(id) {
    const [RoleName, PolicyArn] = id.split(separator);
    await ignoreMissing(client.send(new iam.DetachRolePolicyCommand({ RoleName, PolicyArn })));
  },
});

const rolePolicyInputs = z.strictObject({ name: z.string(), role: z.string(), policy: z.string() });

async function putRolePolicy({ name, role: RoleName, policy }: z.infer<typeof rolePolicyInputs>): Promise<void> {
  await client.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName: name, PolicyDocument: policy }));
}

export const rolePolicy = resourceType({
  schema: rolePolicyInputs,
  replaceOn: ["name", "role"],
  async create(inputs) {
    await putRolePolicy(inputs);
    return { id: `${inputs.role}${separator}${inputs.name}`, outputs: {} };
  },
  async update(_id, inputs) {
    await putRolePolicy(inputs);
    return {};
  },
  async delete(id) {
    const [RoleName, PolicyName] = id.split(separator);
    await ignoreMissing(client.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName })));
  },
});

export const openIdConnectProvider = resourceType({
  schema: z.strictObject({
    url: z.string(),
    clientIdLists: z.array(z.string()),
    thumbprintLists: z.array(z.string()).optional(),
    tags: tagsSchema,
  }),
  replaceOn: [],
  async create(inputs) {
    const { OpenIDConnectProviderArn } = await client.send(
      new iam.CreateOpenIDConnectProviderCommand({
        Url: inputs.url,
        ClientIDList: inputs.clientIdLists,
        // Optional in IAM; the emulator insists on one, and no TLS is checked there.
        ThumbprintList: inputs.thumbprintLists ?? ["0".repeat(40)],
        Tags: tagList(inputs.tags),
      }),
    );
    const arn = required(OpenIDConnectProviderArn, "OIDC provider ARN");
    return { id: arn, outputs: { arn } };
  },
  async delete(arn) {
    await ignoreMissing(client.send(new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })));
  },
});
