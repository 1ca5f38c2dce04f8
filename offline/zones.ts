import { list, record } from "../policy/kit/read.ts";

interface Zone {
  readonly name: string;
  /** The same in every account, unlike the name. */
  readonly id: string;
  readonly type: "availability-zone" | "local-zone";
  readonly state: "available" | "unavailable";
}

/**
 * The zones of the account, sorted by name as the provider does. Those of us-east-1 have the awkward cases: a
 * Local Zone that the account opted in to comes first, and us-east-1a is the zone in which EKS puts no control plane.
 * https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
function zonesOf(region: string): Zone[] {
  const letters =
    region === "us-east-1" ? ["a", "b", "c", "d", "e", "f"] : ["a", "b", "c"].slice(0, region === "us-west-1" ? 2 : 3);
  // An account sees two of the three zones of us-west-1.
  const ids = { "us-east-1": [3, 1, 2, 4, 5, 6], "us-west-1": [1, 3] }[region] ?? [1, 2, 3];
  const zones = letters.map((letter, index): Zone => ({
    name: `${region}${letter}`,
    id: `${shortName(region)}-az${ids[index] ?? 0}`,
    type: "availability-zone",
    state: region === "us-east-1" && letter === "c" ? "unavailable" : "available",
  }));
  const local: Zone[] =
    region === "us-east-1"
      ? [{ name: "us-east-1-atl-2a", id: "use1-atl2-az1", type: "local-zone", state: "available" }]
      : [];
  return [...local, ...zones];
}

/** `us-east-1` is use1 in zone ids. */
function shortName(region: string): string {
  const [area = "", direction = "", number = ""] = region.split("-").slice(-3);
  return `${area}${direction.charAt(0)}${number}`;
}

/** The result of `aws.getAvailabilityZones`. */
export function availabilityZones(region: string, inputs: Readonly<Record<string, unknown>>) {
  const types = list(inputs.filters)
    .map(record)
    .filter(({ name }) => name === "zone-type")
    .flatMap(({ values }) => list(values));
  const zones = zonesOf(region).filter(
    ({ id, type, state }) =>
      (types.length === 0 || types.includes(type)) &&
      (inputs.state === undefined || state === inputs.state) &&
      !list(inputs.excludeZoneIds).includes(id),
  );
  return { region, names: zones.map(({ name }) => name), zoneIds: zones.map(({ id }) => id) };
}
