import type { Construct } from "./component.ts";
import { constructCluster } from "./eksCluster.ts";
import { constructManagedNodeGroup } from "./eksNodeGroup.ts";
import { constructVpc } from "./vpc.ts";

/** The components of other plugins that this program uses, by type. */
export const COMPONENTS: Readonly<Record<string, Construct>> = {
  "awsx:ec2:Vpc": constructVpc,
  "eks:index:Cluster": constructCluster,
  "eks:index:ManagedNodeGroup": constructManagedNodeGroup,
};
