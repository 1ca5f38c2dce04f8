import { isSeq } from "yaml";
import { setScalar } from "../../deployment/node-edits.ts";
import { endOf, itemsOf, nodeAt, startOf, textOf, textsOf } from "../../deployment/nodes.ts";
import { DAEMON_IMAGE } from "../../deployment/pinned.ts";
import { daemonsOf } from "../../deployment/workloads.ts";
import type { DataRule, Edit } from "../../rule.ts";

export const daemonImage: DataRule = {
  name: "daemon-image",
  title: "image of the X-Ray daemon that is not pinned, or from Docker Hub",
  why:
    "A moving tag changes what runs without a commit. Docker Hub limits pulls, and the images of others are not updated: EKS Pod " +
    "Identity needs daemon 3.6.0.",
  fix: `The image becomes ${DAEMON_IMAGE}, which the chart pins too. It has the program at /xray only, so a command that starts /usr/bin/xray is changed with it.`,
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { container, image } of daemonsOf(file)) {
      const node = nodeAt(container, "image");
      // A mirror of one's own with a version is a decision.
      const isMoving = /:(?:latest|\d+\.x|alpha)$/.test(image) || !/[:@][^/]+$/.test(image);
      const isOfOthers = /^(?:docker\.io\/)?(?:amazon\/aws-xray-daemon|okgolove\/aws-xray)\b/.test(image);
      if (node === undefined || (!isMoving && !isOfOthers)) continue;
      const edits: Edit[] = [setScalar(file, node, DAEMON_IMAGE)];
      for (const key of ["command", "entryPoint", "entrypoint"]) {
        const command = nodeAt(container, key);
        const program = isSeq(command) ? itemsOf(command)[0] : undefined;
        if (program !== undefined && textOf(program) === "/usr/bin/xray") edits.push(setScalar(file, program, "/xray"));
        else if (textsOf(command).join(" ").includes("/usr/bin/xray")) edits.length = 0;
      }
      const message = `image ${image}`;
      yield { start: startOf(node), end: endOf(node), message, ...(edits.length > 0 && { edits }) };
    }
  },
};
