import { mendDaemonConfig } from "../../deployment/daemon-config.ts";
import { endOf, itemsOf, nodeAt, pairsOf, startOf, textAt, textOf } from "../../deployment/nodes.ts";
import { commandOf, daemonsOf, type Daemon } from "../../deployment/workloads.ts";
import type { DataFile } from "../../read/data-file.ts";
import type { DataRule } from "../../rule.ts";

export const daemonSettings: DataRule = {
  name: "daemon-settings",
  title: "X-Ray daemon that has to find its region, or its buffer, by itself",
  why:
    "Without a region the daemon asks the node's metadata, which pods often can't reach, and exits. Its default buffer is one percent of " +
    "the node's memory, which may be more than the container's limit.",
  fix: "Set AWS_REGION, or -n REGION. With a memory limit, set the buffer to a quarter of it: -m MEGABYTES, or TotalBufferSizeMB.",
  level: "say",
  reads: "data",
  *find(file) {
    for (const daemon of daemonsOf(file)) {
      if (daemon.platform === "compose") continue;
      const at = nodeAt(daemon.container, "name") ?? daemon.container;
      const position = { start: startOf(at), end: endOf(at) };
      const name = textAt(daemon.container, "name") ?? "the daemon";
      // ECS gives its containers the region.
      if (daemon.platform === "kubernetes" && !hasRegion(file, daemon))
        yield { ...position, message: `${name} has no region` };
      const limit = textAt(daemon.container, "resources", "limits", "memory") ?? textAt(daemon.container, "memory");
      if (limit !== undefined && !hasBuffer(file, daemon)) {
        yield { ...position, message: `${name} has a memory limit, ${limit}, and the default buffer` };
      }
    }
  },
};

function hasRegion(file: DataFile, { container }: Daemon): boolean {
  const names = ["env", "environment"].flatMap((key) =>
    itemsOf(nodeAt(container, key)).map((item) => textAt(item, "name")),
  );
  // A ConfigMap may have it.
  if (names.includes("AWS_REGION") || nodeAt(container, "envFrom") !== undefined) return true;
  return (
    hasFlag(container, /^(?:-n|--region)(?:=|$)/) ||
    configsOf(file).some((text) => /^\s*Region:\s*["']?[a-z]/m.test(text))
  );
}

function hasBuffer(file: DataFile, { container }: Daemon): boolean {
  return (
    hasFlag(container, /^(?:-m|--buffer-memory)(?:=|$)/) ||
    configsOf(file).some((text) => /^\s*TotalBufferSizeMB:\s*[1-9]/m.test(text))
  );
}

function hasFlag(container: Daemon["container"], flag: RegExp): boolean {
  return commandOf(container).some((word) => flag.test(word));
}

/** Configurations of the daemon in the file's ConfigMaps. */
function configsOf(file: DataFile): string[] {
  return file.documents.flatMap(({ contents }) =>
    pairsOf(nodeAt(contents, "data")).flatMap(({ value }) => {
      const text = textOf(value) ?? "";
      return mendDaemonConfig(text) === undefined ? [] : [text];
    }),
  );
}
