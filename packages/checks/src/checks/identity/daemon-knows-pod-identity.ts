import { defineCheck } from "../../check.ts";
import { agentAssociation } from "../../facts/agent-association.ts";
import { agentContainers, workload } from "../../facts/workload.ts";

/** https://github.com/aws/aws-xray-daemon/issues/215 */
const FIRST = [3, 6, 0];

export const daemonKnowsPodIdentity = defineCheck({
  name: "daemon-knows-pod-identity",
  link: "identity",
  title: "with Pod Identity, the X-Ray daemon is 3.6.0 or newer",
  why: "Older releases do not know Pod Identity, and take the node's role.",
  fix: "Update the image of the daemon.",
  needs: { associated: agentAssociation, work: workload },
  where: { platforms: ["eks"], agents: ["xrayDaemon"] },
  sources: ["https://github.com/aws/aws-xray-daemon/issues/215"],
  *check({ associated, work }) {
    if (!associated) return;
    const images = new Set(agentContainers(work).map(({ container }) => container.image));
    for (const image of images) {
      const version = /:(\d+)\.(\d+)\.(\d+)/.exec(image)?.slice(1).map(Number);
      if (version !== undefined && isBefore(version, FIRST)) {
        yield { message: `The agent is ${image}, which is older than ${FIRST.join(".")}.`, object: image };
      }
    }
  },
});

function isBefore(version: readonly number[], other: readonly number[]): boolean {
  const at = other.findIndex((part, index) => part !== version[index]);
  return at >= 0 && (version[at] ?? 0) < (other[at] ?? 0);
}
