import assert from "node:assert/strict";
import type { Resource } from "../../../../policy/kit/resource.ts";
import { put, type Manifest } from "../../../policy/kubernetes/support/manifests.ts";

/** One guarantee of the stacks, and how it is broken. */
export interface Mutation {
  /** What holds, until now. */
  readonly guarantee: string;
  /** Type and name of the resource, as `TYPE NAME`; a mutation is tried on every stack that has it. */
  readonly resource: string;
  readonly change: Change;
  /** The policies that must catch it, in order of the alphabet. */
  readonly caughtBy: readonly string[];
  /** Where it is tried. Default: on every stack that has the resource. */
  readonly stacks?: readonly string[];
}

/** Changes a copy of the resource's properties; or takes the resource away, or puts others beside it. */
export type Change = ((props: Manifest) => void) | "remove" | { readonly add: readonly Resource[] };

/** Sets values at paths; undefined removes one. */
export function set(values: Readonly<Record<string, unknown>>): (props: Manifest) => void {
  return (props) => {
    for (const [path, value] of Object.entries(values)) put(props, path, value);
  };
}

/** Changes a property that is a JSON document. */
export function setInJson(property: string, values: Readonly<Record<string, unknown>>): (props: Manifest) => void {
  return (props) => {
    const document = JSON.parse(String(props[property])) as Manifest;
    set(values)(document);
    props[property] = JSON.stringify(document);
  };
}

/** A resource that somebody else adds to the stack. */
export function stranger(type: string, name: string, props: Resource["props"]): Resource {
  return { type, name, urn: `urn:pulumi:any::pmp-xray::${type}::${name}`, props };
}

/** The resources with the mutation; undefined where the stack has no such resource. */
export function mutate(resources: readonly Resource[], { resource, change }: Mutation): Resource[] | undefined {
  const at = resources.findIndex(({ type, name }) => `${type} ${name}` === resource);
  const subject = resources[at];
  if (subject === undefined) return undefined;
  const others = resources.filter((each) => each !== subject);
  if (change === "remove") return others;
  if (typeof change === "object") return [...resources, ...change.add];
  const props = structuredClone({ ...subject.props });
  change(props);
  assert.notDeepEqual(props, subject.props, "the mutation changes something");
  return resources.with(at, { ...subject, props });
}
