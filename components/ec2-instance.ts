import type { types } from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "./iam/document.ts";
import type { Tags } from "./tags.ts";

/** Processor architecture of EC2 instances. */
export type Architecture = "amd64" | "arm64";

/** The instance type of an architecture when none is named. */
export const INSTANCE_TYPES: Readonly<Record<Architecture, string>> = { amd64: "m7i.large", arm64: "m7g.large" };

/**
 * Trust of a role for EC2 instances. EC2 is one of the few services whose principal has the partition's own ending.
 *
 * @param sid identifier of the statement
 * @param dnsSuffix ending of AWS's own names in the partition
 */
export function ec2Trust(sid: string, dnsSuffix: string): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: [{ Sid: sid, Effect: "Allow", Principal: { Service: `ec2.${dnsSuffix}` }, Action: "sts:AssumeRole" }],
  };
}

/** What a launch template says of the instances that pods or tasks run on. */
interface LaunchTemplateParts {
  readonly metadataOptions: types.input.ec2.LaunchTemplateMetadataOptions;
  readonly blockDeviceMappings: types.input.ec2.LaunchTemplateBlockDeviceMapping[];
  readonly tagSpecifications: types.input.ec2.LaunchTemplateTagSpecification[];
}

/**
 * IMDSv2 with a hop limit of 1 (a packet from a pod or a task's own network has one hop more, so that none can ask the instance for its
 * credentials), and an encrypted disk.
 * https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
 */
export function guardedInstance(diskGiB: pulumi.Input<number>, tags: Tags): LaunchTemplateParts {
  return {
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: { volumeSize: diskGiB, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
      },
    ],
    tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
  };
}
