import { given, knownInputs, type Construction, type Values } from "./component.ts";

const NODE_GROUP_INPUTS = [
  "cluster",
  "nodeRole",
  "subnetIds",
  "amiType",
  "instanceTypes",
  "scalingConfig",
  "ignoreScalingChanges",
  "launchTemplate",
  "version",
  "releaseVersion",
  "tags",
];

/** nodes/nodegroup.ts, createManagedNodeGroup, with a launch template and a role that are given. */
export async function constructManagedNodeGroup(construction: Construction): Promise<Values> {
  knownInputs(construction, NODE_GROUP_INPUTS);
  const { name, inputs, make, stateOf } = construction;
  const { cluster, nodeRole, ignoreScalingChanges, version, ...rest } = inputs;
  if (inputs.launchTemplate === undefined) throw new Error("offline/plugins knows node groups with a launch template");
  const control = stateOf(stateOf(cluster).eksCluster);
  const nodes = await make(
    "aws:eks/nodeGroup:NodeGroup",
    name,
    given({
      ...rest,
      // Without a launch template the component takes the cluster's version; with one, it sets only a given one.
      version,
      clusterName: control.name,
      nodeRoleArn: stateOf(nodeRole).arn,
    }),
    { ignoreChanges: ignoreScalingChanges === true ? ["scalingConfig.desiredSize"] : [] },
  );
  return { nodeGroup: nodes.reference };
}
