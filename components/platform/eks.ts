import { AGENT_NAME } from "@pmp/model/aws";
import { newClusterDefaults, type EksSettings, type StackSettings } from "@pmp/model";
import { output } from "@pulumi/pulumi";
import { ExistingCluster } from "../cluster/existing-cluster.ts";
import { NewCluster } from "../cluster/new-cluster.ts";
import { accountsOf } from "../cluster/xray-endpoint-policy.ts";
import { zonesFor } from "../cluster/zones.ts";
import { existingOidcProviderArn, OidcProvider } from "../iam/oidc-provider.ts";
import { ServiceAccountRole } from "../iam/service-account-role.ts";
import { kubeconfigCommand } from "../outputs.ts";
import { RestrictedNamespace } from "../workload/restricted-namespace.ts";
import { TracingChart } from "../workload/tracing-chart.ts";
import { stackValues } from "../workload/values.ts";
import type { Platform, PlatformArgs } from "./platform.ts";

type Settings = StackSettings & EksSettings;

/** Kubernetes in EKS: the cluster and its namespace, the agent's role, and the chart. */
export async function onEks(args: PlatformArgs<Settings>): Promise<Platform> {
  const { settings, account, tags, named, writePolicyArn } = args;
  const { agent, iam } = settings;

  // The cluster, and the namespace in it.
  const cluster = await clusterOf(args);
  const inCluster = { providers: { kubernetes: cluster.provider } };
  const namespace = settings.cluster.createNamespace
    ? new RestrictedNamespace("pmp", { namespace: settings.namespace }, inCluster).namespace
    : settings.namespace;

  // Who may write traces: the agent's service account, and nobody else.
  const { oidcIssuer } = cluster;
  const identity =
    settings.identity === "podIdentity"
      ? { podIdentityCluster: cluster.clusterName }
      : {
          oidcIssuer,
          oidcProviderArn: settings.cluster.createOidcProvider
            ? new OidcProvider("oidc", { issuer: oidcIssuer, tags }).arn
            : existingOidcProviderArn({ ...account, issuer: oidcIssuer }),
        };
  const agentRole = new ServiceAccountRole("xray-daemon", {
    ...account,
    ...identity,
    roleName: named("pmp-xray-daemon"),
    namespace: settings.namespace,
    serviceAccount: AGENT_NAME,
    policies: { write: writePolicyArn },
    mayAssume: agent.assumeRoleArn,
    permissionsBoundary: iam.permissionsBoundary,
    tags,
  });

  return {
    agentRoleArn: agentRole.arn,
    deploy: ({ after }) => {
      const known = output({
        region: account.region,
        agentRoleArn: agentRole.annotation,
        clusterName: clusterNameOf(args),
      });
      const chart = new TracingChart(
        "pmp",
        { namespace, values: known.apply((values) => stackValues(settings, values)) },
        { ...inCluster, dependsOn: [agentRole, ...after] },
      );
      return {
        kubeconfigCommand: kubeconfigCommand({
          clusterName: cluster.clusterName,
          region: account.region,
          access: settings.cluster,
        }),
        kubernetesNamespace: chart.namespace,
      };
    },
  };
}

/** Known before the cluster is there. */
function clusterNameOf({ settings, named }: Pick<PlatformArgs<Settings>, "settings" | "named">): string {
  return settings.cluster.name ?? named("pmp-cluster");
}

async function clusterOf({ settings, account, tags, named }: PlatformArgs<Settings>) {
  const { agent, iam } = settings;
  const { deleteUnreachable } = settings.cluster;
  const clusterName = clusterNameOf({ settings, named });
  if (settings.cluster.mode === "existing") {
    return new ExistingCluster("cluster", { ...settings.cluster, clusterName, region: account.region });
  }
  const created = settings.cluster.new ?? newClusterDefaults();
  return new NewCluster("cluster", {
    ...account,
    ...created,
    ...created.network,
    clusterName,
    availabilityZones: await zonesFor(created.network.zones, "cluster.new.network.zones"),
    podIdentity: settings.identity === "podIdentity",
    xrayAccountIds: accountsOf(agent.assumeRoleArn),
    permissionsBoundary: iam.permissionsBoundary,
    deleteUnreachable,
    tags,
  });
}
