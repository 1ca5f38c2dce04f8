import { isMap, isSeq } from "yaml";
import { addItem, addKey } from "../../deployment/node-edits.ts";
import { endOf, itemsOf, nodeAt, pairsOf, startOf, textAt, textOf } from "../../deployment/nodes.ts";
import { commandOf, daemonsOf, objectsOf, podSpecOf } from "../../deployment/workloads.ts";
import type { DataFile } from "../../read/data-file.ts";
import type { DataRule, Edit } from "../../rule.ts";

/** Where the daemon looks without -c. */
const DEFAULT_FOLDER = "/etc/amazon/xray";

export const daemonConfigNotRead: DataRule = {
  name: "daemon-config-not-read",
  title: "configuration of the X-Ray daemon in a folder where it does not look",
  why: "The daemon reads the file that -c names, or /etc/amazon/xray/cfg.yaml. A file mounted elsewhere has no effect.",
  fix: "The args name the file: -c PATH. When the ConfigMap is not in the same file, a person writes it.",
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { container, owner, platform } of daemonsOf(file)) {
      if (platform !== "kubernetes" || commandOf(container).some((word) => /^(?:-c|--config)(?:=|$)/.test(word)))
        continue;
      for (const mount of itemsOf(nodeAt(container, "volumeMounts"))) {
        const folder = textAt(mount, "mountPath") ?? "";
        const volume = itemsOf(nodeAt(podSpecOf(owner), "volumes")).find(
          (one) => textAt(one, "name") === textAt(mount, "name"),
        );
        const name = textAt(volume, "configMap", "name");
        if (name === undefined || folder.startsWith(DEFAULT_FOLDER)) continue;
        const key = keyOf(file, name);
        const message = `ConfigMap ${name} is mounted at ${folder}, and no -c names a file there`;
        const edits = key === undefined ? undefined : argsFor(file, container, `${folder.replace(/\/$/, "")}/${key}`);
        yield { start: startOf(mount), end: endOf(mount), message, ...(edits !== undefined && { edits }) };
      }
    }
  },
};

/** The name of the one file that a ConfigMap of this file has. */
function keyOf(file: DataFile, name: string): string | undefined {
  const map = objectsOf(file).find(
    (one) => textAt(one, "kind") === "ConfigMap" && textAt(one, "metadata", "name") === name,
  );
  const keys = pairsOf(nodeAt(map, "data")).map(({ key }) => textOf(key));
  return keys.length === 1 ? keys[0] : undefined;
}

function argsFor(file: DataFile, container: unknown, path: string): Edit[] | undefined {
  const args = nodeAt(container, "args");
  if (isSeq(args)) return [addItem(file, args, "-c"), addItem(file, args, path)];
  if (args !== undefined || !isMap(container)) return undefined;
  return [addKey(file, container, "args", ["-c", path], "image")];
}
