import { isMap, type YAMLMap } from "yaml";
import { addKey } from "../../deployment/node-edits.ts";
import { endOf, nodeAt, pairsOf, startOf, textAt, textOf } from "../../deployment/nodes.ts";
import { AGENT_PORT } from "../../deployment/pinned.ts";
import { daemonsOf, objectsOf } from "../../deployment/workloads.ts";
import { DataFile } from "../../read/data-file.ts";
import type { DataRule, Edit, Repository } from "../../rule.ts";

export const agentService: DataRule = {
  name: "agent-service",
  title: "DaemonSet of the X-Ray agent without a Service on its node",
  why:
    "A DaemonSet has no DNS name: AWS_XRAY_DAEMON_ADDRESS=xray-daemon:2000 leads nowhere. Through an ordinary Service, segments go to " +
    "agents of other nodes; a headless one answers with every pod.",
  fix:
    "A ClusterIP Service with the DaemonSet's name, UDP and TCP 2000 and internalTrafficPolicy: Local is added. A headless Service " +
    "can't be changed: delete it and create it again without clusterIP.",
  level: "edit",
  reads: "data",
  *find(file, repository) {
    const daemons = daemonsOf(file);
    const services = daemons.length === 0 ? [] : servicesOf(repository);
    for (const { owner } of daemons) {
      if (textAt(owner, "kind") !== "DaemonSet") continue;
      const name = textAt(owner, "metadata", "name") ?? "xray-daemon";
      const labels = textsIn(nodeAt(owner, "spec", "template", "metadata", "labels"));
      const selecting = services.filter(({ object }) => selects(object, labels));
      const at = nodeAt(owner, "metadata") ?? owner;
      if (selecting.length === 0 && file.format === "yaml") {
        const message = `no Service selects the pods of DaemonSet ${name}`;
        const chosen = Object.entries(textsIn(nodeAt(owner, "spec", "selector", "matchLabels")));
        const canSelect = chosen.length > 0 && chosen.every(([key, value]) => labels[key] === value);
        const edits = canSelect ? [addService(file, owner, name)] : undefined;
        yield { start: startOf(at), end: endOf(at), message, ...(edits !== undefined && { edits }) };
      }
      for (const { object } of selecting.filter((one) => one.file === file)) {
        const spec = nodeAt(object, "spec");
        const service = textAt(object, "metadata", "name") ?? "";
        const position = { start: startOf(object), end: endOf(object) };
        if (textAt(spec, "clusterIP") === "None") yield { ...position, message: `Service ${service} is headless` };
        else if (isMap(spec) && textAt(spec, "internalTrafficPolicy") !== "Local") {
          const message = `Service ${service} sends to agents of other nodes`;
          yield { ...position, message, edits: [addKey(file, spec, "internalTrafficPolicy", "Local")] };
        }
      }
    }
  },
};

function servicesOf({ files }: Repository): { readonly object: YAMLMap; readonly file: DataFile }[] {
  return [...files.values()]
    .filter((one) => one instanceof DataFile)
    .flatMap((one) => objectsOf(one).map((object) => ({ object, file: one })))
    .filter(({ object }) => textAt(object, "kind") === "Service");
}

function textsIn(map: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(pairsOf(map).map(({ key, value }) => [textOf(key) ?? "", textOf(value) ?? ""]));
}

function selects(service: YAMLMap, labels: Readonly<Record<string, string>>): boolean {
  const selector = Object.entries(textsIn(nodeAt(service, "spec", "selector")));
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
}

function addService(file: DataFile, daemonSet: YAMLMap, name: string): Edit {
  const namespace = textAt(daemonSet, "metadata", "namespace");
  const selector = textsIn(nodeAt(daemonSet, "spec", "selector", "matchLabels"));
  const lines = [
    "---",
    "apiVersion: v1",
    "kind: Service",
    "metadata:",
    `  name: ${name}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    "spec:",
    "  # Traffic stays on the node of the pod that sends it.",
    "  internalTrafficPolicy: Local",
    "  selector:",
    ...Object.entries(selector).map(
      ([key, value]) => `    ${key}: ${/^[a-zA-Z][\w./-]*$/.test(value) ? value : JSON.stringify(value)}`,
    ),
    "  ports:",
    ...["UDP", "TCP"].flatMap((protocol) => [
      `    - name: xray-${protocol.toLowerCase()}`,
      `      port: ${AGENT_PORT}`,
      `      targetPort: ${AGENT_PORT}`,
      `      protocol: ${protocol}`,
    ]),
    "",
  ];
  const gap = file.text.endsWith("\n") || file.text === "" ? "" : file.eol;
  return { start: file.text.length, end: file.text.length, text: gap + lines.join(file.eol) };
}
