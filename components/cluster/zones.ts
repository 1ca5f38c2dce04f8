import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/**
 * Zones in which EKS puts no control plane, and Fargate no tasks. Their ids are the same in every account; the names that belong to them are not.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html
 */
const NOT_FOR_CLUSTERS = ["use1-az3", "usw1-az2", "cac1-az3"];

/**
 * Names of zones for a cluster's subnets, in alphabetical order: without Local Zones and Wavelength Zones, which an
 * account may have opted in to, and without those that EKS or Fargate refuses. A promise, not an output: the number of subnets has to be
 * known before anything is made.
 *
 * @param count how many
 * @param setting path of the setting that says how many, for the error
 * @throws RunError when the region has fewer of them
 */
export async function zonesFor(count: number, setting: string): Promise<readonly string[]> {
  const { names, region } = await aws.getAvailabilityZones({
    state: "available",
    filters: [{ name: "zone-type", values: ["availability-zone"] }],
    excludeZoneIds: NOT_FOR_CLUSTERS,
  });
  if (names.length < count) throw new pulumi.RunError(tooFewZones(region, names, count, setting));
  return names.slice(0, count);
}

/** The error where a region has too few zones. */
export function tooFewZones(region: string, names: readonly string[], count: number, setting: string): string {
  const has = `${region} has ${names.length} availability zones for clusters in this account (${names.join(", ")})`;
  if (names.length < 2) return `${has}; two are needed. Choose another region: pulumi config set aws:region REGION`;
  return (
    `${has}, and pmp-xray:${setting} asks for ${count}. ` +
    `Use fewer: pulumi config set --path 'pmp-xray:${setting}' ${names.length}`
  );
}
