/**
 * Addresses inside the local cluster. They exist only in the cluster's own network namespace, so they can't collide
 * with anything on the machine, and they vanish with it.
 */
export const network = {
  nodeName: "node1",
  /** On the namespace's `lo`: the node's InternalIP, and the gateway that the ptp plugin gives each pod. */
  nodeIp: "10.244.0.1",
  podCidr: "10.244.0.0/24",
  serviceCidr: "10.96.0.0/16",
  /** First address of the service range: always the Service `kubernetes`. */
  apiServiceIp: "10.96.0.1",
  dnsServiceIp: "10.96.0.10",
  clusterDomain: "cluster.local",
  /** Issuer of this cluster's service account tokens; the OIDC provider in the emulator trusts exactly this one. */
  issuer: "https://kubernetes.default.svc.cluster.local",
  apiServerPort: 6443,
  emulatorPort: 4566,
  kubeletPort: 10250,
} as const;

/** The emulator's address for the pods. */
export const emulatorUrlInside = `http://${network.nodeIp}:${network.emulatorPort}`;
