import type { Construct } from "./component.ts";
import { constructCluster } from "./eks-cluster.ts";
import { constructManagedNodeGroup } from "./eks-node-group.ts";
import { constructVpc } from "./vpc.ts";

/** The components of other plugins that this program uses, by type. */
export const COMPONENTS: Readonly<Record<string, Construct>> = {
  "awsx:ec2:Vpc": constructVpc,
  "eks:index:Cluster": constructCluster,
  "eks:index:ManagedNodeGroup": constructManagedNodeGroup,
};
