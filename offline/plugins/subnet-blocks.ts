/** The address blocks of one zone's subnets. */
export interface ZoneBlocks {
  readonly Private: string;
  readonly Public: string;
}

/**
 * How `awsx` cuts up a VPC with one private and one public subnet per zone: an equal part for each zone, halved.
 *
 * @param block of the VPC, like 10.0.0.0/16
 */
export function subnetBlocks(block: string, zones: number): ZoneBlocks[] {
  const [base = "", length = ""] = block.split("/");
  const first = base.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const zoneLength = Number(length) + Math.ceil(Math.log2(zones));
  const half = 2 ** (32 - zoneLength - 1);
  const at = (address: number) => {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
    return `${octets.join(".")}/${zoneLength + 1}`;
  };
  return Array.from({ length: zones }, (_, index) => ({
    Private: at(first + 2 * index * half),
    Public: at(first + (2 * index + 1) * half),
  }));
}
