import * as eks from "@aws-sdk/client-eks";
import { z } from "zod";
import type { Properties } from "../properties.ts";
import { ignoreMissing, required, resourceType, retag, tagsSchema } from "./resource.ts";

const client = new eks.EKSClient({});

/** The real provider's ids are opaque; this one contains the data for a delete. */
const separator = "|";

export const podIdentityAssociation = resourceType({
  schema: z.strictObject({
    clusterName: z.string(),
    namespace: z.string(),
    serviceAccount: z.string(),
    roleArn: z.string(),
    tags: tagsSchema,
  }),
  replaceOn: ["clusterName", "namespace", "serviceAccount"],
  async create({ tags, ...inputs }) {
    const { association } = await client.send(
      new eks.CreatePodIdentityAssociationCommand({ ...inputs, ...(tags !== undefined && { tags }) }),
    );
    const associationId = required(association?.associationId, "association id");
    return {
      id: `${inputs.clusterName}${separator}${associationId}`,
      outputs: { associationId, associationArn: required(association?.associationArn, "association ARN") },
    };
  },
  async update(id, { roleArn, tags }, before) {
    const [clusterName, associationId] = id.split(separator);
    const { association } = await client.send(
      new eks.UpdatePodIdentityAssociationCommand({ clusterName, associationId, roleArn }),
    );
    const resourceArn = required(association?.associationArn, "association ARN");
    await retag(before.tags, tags, {
      tag: (list) =>
        client.send(
          new eks.TagResourceCommand({
            resourceArn,
            tags: Object.fromEntries(list.map(({ Key, Value }) => [Key, Value])),
          }),
        ),
      untag: (tagKeys) => client.send(new eks.UntagResourceCommand({ resourceArn, tagKeys })),
    });
    return { associationArn: resourceArn };
  },
  async delete(id) {
    const [clusterName, associationId] = id.split(separator);
    await ignoreMissing(client.send(new eks.DeletePodIdentityAssociationCommand({ clusterName, associationId })));
  },
});

/** The part of `aws.eks.getCluster`'s result that the program reads. Throws if there is no such cluster. */
export async function getCluster(name: string): Promise<Properties> {
  const { cluster } = await client.send(new eks.DescribeClusterCommand({ name }));
  return {
    id: name,
    name,
    arn: cluster?.arn ?? "",
    endpoint: cluster?.endpoint ?? "",
    certificateAuthorities: [{ data: cluster?.certificateAuthority?.data ?? "" }],
    identities: [{ oidcs: [{ issuer: required(cluster?.identity?.oidc?.issuer, "OIDC issuer of the cluster") }] }],
  };
}
