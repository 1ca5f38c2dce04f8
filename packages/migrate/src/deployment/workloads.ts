import { isMap, isSeq, type YAMLMap } from "yaml";
import type { DataFile } from "../read/data-file.ts";
import { once } from "./once.ts";
import { itemsOf, mapsOf, nodeAt, pairOf, textAt, textsOf, type Nested } from "./nodes.ts";

/** Images of the X-Ray daemon, by repository: AWS's two, and the one of the chart okgolove/aws-xray. */
const DAEMON_IMAGE =
  /(?:^|\/)(?:amazon\/|xray\/|okgolove\/)?aws-xray(?:-daemon)?(?:[:@]|$)|(?:^|\/)xray-daemon(?:[:@]|$)/;

/** A container of the X-Ray daemon, in any notation: Kubernetes, ECS, docker-compose. */
export interface Daemon {
  readonly nested: Nested;
  readonly container: YAMLMap;
  readonly image: string;
  readonly platform: "kubernetes" | "ecs" | "compose";
  /** The Kubernetes object, the ECS task definition, or the compose file that it is in. */
  readonly owner: YAMLMap;
}

/** The daemon's containers of a file. */
export const daemonsOf = once((file: DataFile): Daemon[] =>
  containersOf(file).filter(({ image }) => DAEMON_IMAGE.test(image)),
);

/** The containers of a file: maps with an image that are in a list of containers, or are services of docker-compose. */
export function containersOf(file: DataFile): Daemon[] {
  return mapsOf(file).flatMap((nested): Daemon[] => {
    const { node, within } = nested;
    const image = textAt(node, "image");
    if (image === undefined) return [];
    const above = within.slice(0, -1);
    const root = within[0];
    const parent = above.at(-1);
    const taskDefinition = above.find((one): one is YAMLMap => isMap(one) && isTaskDefinition(one));
    const common = { nested, container: node, image };
    if (taskDefinition !== undefined) return [{ ...common, platform: "ecs", owner: taskDefinition }];
    if (!isMap(root)) return [];
    if (isSeq(parent) && textAt(root, "kind") !== undefined)
      return [{ ...common, platform: "kubernetes", owner: root }];
    if (parent !== undefined && nodeAt(root, "services") === parent)
      return [{ ...common, platform: "compose", owner: root }];
    return [];
  });
}

export function isTaskDefinition(map: YAMLMap): boolean {
  return isSeq(nodeAt(map, "containerDefinitions"));
}

/** Task definitions of ECS in a file. */
export const taskDefinitionsOf = once((file: DataFile): Nested[] =>
  mapsOf(file).filter(({ node }) => isTaskDefinition(node)),
);

/** The objects of Kubernetes in a file, those of a List included. */
export function objectsOf(file: DataFile): YAMLMap[] {
  return file.documents.flatMap(({ contents }) => {
    if (!isMap(contents) || textAt(contents, "kind") === undefined) return [];
    if (textAt(contents, "kind") !== "List") return [contents];
    return itemsOf(nodeAt(contents, "items")).filter((item) => isMap(item));
  });
}

/** The command line of a container, entry point first, as far as the file says it. */
export function commandOf(container: YAMLMap): string[] {
  return ["entryPoint", "entrypoint", "command", "args"].flatMap((key) => textsOf(pairOf(container, key)?.value));
}

/** The spec of the pod that a Kubernetes object makes. */
export function podSpecOf(object: YAMLMap): YAMLMap | undefined {
  const paths = [["spec", "template", "spec"], ["spec", "jobTemplate", "spec", "template", "spec"], ["spec"]];
  return paths
    .map((path) => nodeAt(object, ...path))
    .find((node): node is YAMLMap => isSeq(nodeAt(node, "containers")));
}
