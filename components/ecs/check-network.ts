import * as aws from "@pulumi/aws";
import { log } from "@pulumi/pulumi";
import type { StackSettings } from "@pmp/model";
import { SettingsError } from "../settings/problems.ts";
import { networkReader } from "./given-network.ts";
import { FIRST_PULL, wayOut } from "./way-out.ts";

/**
 * Looks, on ECS, whether the tasks will reach what they need. Without it a deployment fails only when no task has started, after
 * minutes. Subnets that are given are asked for in AWS; nothing is changed.
 *
 * @throws {@link SettingsError} with every problem, before any resource is registered.
 */
export async function checkTaskNetwork(settings: StackSettings): Promise<void> {
  if (settings.platform !== "ecs") return;
  const { network, pullThroughCache } = settings.ecs;
  if (network.mode === "new") {
    if (network.new?.natGateways === "none" && pullThroughCache) await log.warn(FIRST_PULL);
    return;
  }
  if (!network.checkWayOut) return;
  const { region } = await aws.getRegion();
  const { problems, warnings } = await wayOut(settings, region, networkReader(network.vpcId ?? "", region));
  for (const warning of warnings) await log.warn(warning);
  if (problems.length > 0) throw new SettingsError(problems);
}
