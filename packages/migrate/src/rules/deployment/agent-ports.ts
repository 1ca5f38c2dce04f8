import { isMap, isSeq, type Node, type YAMLSeq } from "yaml";
import { addItem, addKey, setNode } from "../../deployment/node-edits.ts";
import { endOf, itemsOf, nodeAt, startOf, textAt, textOf } from "../../deployment/nodes.ts";
import { AGENT_PORT } from "../../deployment/pinned.ts";
import { daemonsOf, objectsOf } from "../../deployment/workloads.ts";
import type { DataFile } from "../../read/data-file.ts";
import type { DataRule, Edit, Found } from "../../rule.ts";

export const agentPorts: DataRule = {
  name: "agent-ports",
  title: "X-Ray agent that is reached by UDP only",
  why:
    "Segments go over UDP 2000, sampling rules are fetched over TCP 2000. Without TCP the app samples 1 request a second and 5 %, " +
    "whatever the rules say.",
  fix: "TCP 2000 is added beside UDP 2000. A port of a container is a number, without /udp.",
  level: "edit",
  reads: "data",
  *find(file) {
    for (const { container, platform } of daemonsOf(file)) {
      const ports = nodeAt(container, platform === "ecs" ? "portMappings" : "ports");
      if (!isSeq(ports)) continue;
      if (platform === "compose") yield* ofCompose(file, ports);
      else yield* ofContainer(file, ports, platform === "ecs" ? "tcp" : "TCP");
    }
    for (const object of objectsOf(file)) {
      const ports = nodeAt(object, "spec", "ports");
      if (textAt(object, "kind") === "Service" && isSeq(ports)) yield* ofService(file, ports);
    }
  },
};

function* ofContainer(file: DataFile, ports: YAMLSeq, tcp: string): Iterable<Found> {
  const items = itemsOf(ports);
  const [udp, number] = items.flatMap((item) => {
    const port = nodeAt(item, "containerPort");
    return parseInt(textOf(port) ?? "", 10) === AGENT_PORT && isProtocol(item, "udp") ? [item, port] : [];
  });
  if (udp === undefined || number === undefined) return;
  const isNumber = textOf(number) === String(AGENT_PORT);
  const hasTcp = items.some(
    (item) => parseInt(textAt(item, "containerPort") ?? "", 10) === AGENT_PORT && isProtocol(item, "tcp"),
  );
  if (isNumber && hasTcp) return;
  const name = textAt(udp, "name");
  const hostPort = textAt(udp, "hostPort");
  const added = {
    ...(name !== undefined && { name: "xray-tcp" }),
    containerPort: AGENT_PORT,
    ...(hostPort !== undefined && { hostPort: Number(hostPort) }),
    protocol: tcp,
  };
  yield {
    start: startOf(udp),
    end: endOf(udp),
    message: [
      ...(isNumber ? [] : [`containerPort ${textOf(number) ?? ""} is no number`]),
      ...(hasTcp ? [] : [`UDP ${AGENT_PORT} without TCP ${AGENT_PORT}`]),
    ].join("; "),
    edits: [...(isNumber ? [] : [setNode(file, number, AGENT_PORT)]), ...(hasTcp ? [] : [addItem(file, ports, added)])],
  };
}

/** Ports of a Service need names as soon as there are two. */
function* ofService(file: DataFile, ports: YAMLSeq): Iterable<Found> {
  const items = itemsOf(ports);
  const udp = items.find((item) => textAt(item, "port") === String(AGENT_PORT) && isProtocol(item, "udp"));
  const hasTcp = items.some((item) => textAt(item, "port") === String(AGENT_PORT) && isProtocol(item, "tcp"));
  if (!isMap(udp) || hasTcp) return;
  const target = textAt(udp, "targetPort");
  const isNumber = target !== undefined && /^\d+$/.test(target);
  const added = {
    name: "xray-tcp",
    port: AGENT_PORT,
    targetPort: isNumber ? Number(target) : AGENT_PORT,
    protocol: "TCP",
  };
  const edits: Edit[] = [addItem(file, ports, added)];
  if (textAt(udp, "name") === undefined) edits.unshift(addKey(file, udp, "name", "xray-udp"));
  yield {
    start: startOf(udp),
    end: endOf(udp),
    message: `the Service has UDP ${AGENT_PORT} without TCP ${AGENT_PORT}`,
    edits,
  };
}

function* ofCompose(file: DataFile, ports: YAMLSeq): Iterable<Found> {
  const texts = itemsOf(ports).map((item) => ({ item, text: textOf(item) ?? "" }));
  const udp = texts.find(({ text }) => text.endsWith(`:${AGENT_PORT}/udp`));
  if (udp === undefined || texts.some(({ text }) => new RegExp(`:${AGENT_PORT}(?:/tcp)?$`).test(text))) return;
  const message = `${udp.text} is published without TCP ${AGENT_PORT}`;
  const edits = [addItem(file, ports, udp.text.replace(/udp$/, "tcp"))];
  yield { start: startOf(udp.item), end: endOf(udp.item), message, edits };
}

/** Without a protocol, a port is TCP. */
function isProtocol(port: Node, protocol: "tcp" | "udp"): boolean {
  const given = textAt(port, "protocol") ?? (textAt(port, "containerPort")?.endsWith("/udp") === true ? "udp" : "tcp");
  return given.toLowerCase() === protocol;
}
