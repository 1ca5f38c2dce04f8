import { checkPrerequisites, CLUSTER_TOOLS, type Prerequisites, type ToolsOptions } from "@pmp/tools";

/** Whether the full local cluster can start here, and what it would take. */
export interface FullReadiness {
  /** All tools are installed, and nothing else is missing. */
  readonly ready: boolean;
  readonly prerequisites: Prerequisites;
}

/** Looks at this machine without asking the network, and changes nothing. */
export async function fullReadiness(options: ToolsOptions = {}): Promise<FullReadiness> {
  const env = { ...(options.env ?? process.env), PMP_XRAY_DOWNLOADS: "off" };
  const prerequisites = await checkPrerequisites(CLUSTER_TOOLS, { ...options, env });
  return { ready: prerequisites.missing.length === 0 && prerequisites.problems.length === 0, prerequisites };
}

/** How to start the full local cluster, what that needs and how long it takes. */
export function fullHint({ prerequisites }: FullReadiness, cores: number): string {
  const { missing, problems, estimateSeconds, disk } = prerequisites;
  const time =
    missing.length === 0
      ? "The tools are installed; it takes about half a minute."
      : estimateSeconds === 0
        ? "It takes 15 to 30 minutes the first time, and half a minute later."
        : `About ${Math.max(1, Math.round(estimateSeconds / 60))} minutes the first time on ${cores} cores, ` +
          `for compiling ${missing.length} tools (${disk.neededGB.toFixed(0)} GB of disk); half a minute later.`;
  return [
    "The same on a Kubernetes node with the real Pulumi engine and an AWS emulator (IAM, STS, CloudWatch too):",
    "  npm start -- --full",
    `  ${time}`,
    ...(missing.length === 0
      ? []
      : ["  On Linux with Docker and kind, without root and compilers: npm start -- --kind"]),
    ...(problems.length === 0
      ? []
      : ["  Missing on this machine:", ...problems.map(({ what, fix }) => `    - ${what}\n      fix: ${fix}`)]),
  ].join("\n");
}
