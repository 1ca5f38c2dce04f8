import type { IncomingMessage } from "node:http";
import { attempt } from "../guard.ts";
import { isObject, member } from "./members.ts";

/** One way to reach a route: the paths of its mounts and its own path, as the app wrote them. */
type Chain = readonly (readonly Pattern[])[];
type Pattern = string | RegExp;
/** A chain with one path chosen from each list. */
type Choice = readonly Pattern[];

type Use = (this: unknown, ...args: unknown[]) => unknown;

const MAX_DEPTH = 20;
const choices = new WeakMap<object, Choice[]>();
/** Cache of the routes with a single chain, which are nearly all: they don't depend on the request. */
const texts = new WeakMap<object, string>();
/** The mount path of a layer, as the app wrote it. */
const mounts = new WeakMap<object, Pattern[]>();

/**
 * Keeps the paths given to `use`: Express 4 converts them to regular expressions, the first versions of Express 5 to
 * functions.
 */
export function rememberMounts(router: object): void {
  const use: unknown = Reflect.get(router, "use");
  if (!isUse(use)) return;
  const remembering: Use = function (...args) {
    const before = layersOf(this).length;
    const result = use.apply(this, args);
    attempt("Express", () => {
      const paths = patternsOf(args[0]);
      for (const layer of layersOf(this).slice(before).filter(isObject)) {
        mounts.set(layer, paths.length > 0 ? paths : ["/"]);
      }
    });
    return result;
  };
  Reflect.set(router, "use", remembering);
}

/**
 * The pattern of the matched route, with the mount paths of its routers. Express itself keeps only the matching part of
 * the request's path, which is request data, and drops it when a handler fails.
 * @returns undefined where no route matched
 */
export function expressRoute(request: IncomingMessage): string | undefined {
  const route = member(request, "route");
  if (!isObject(route)) return undefined;
  const known = texts.get(route);
  if (known !== undefined) return known;
  const path = pathOf(member(request, "originalUrl"));
  const found = choicesTo(route, member(request, "app"));
  if (found.length > 0) {
    const text = written(found, path);
    if (found.length === 1) texts.set(route, text);
    return text;
  }
  const base = member(request, "baseUrl");
  const own = written(
    choicesOf([patternsOf(member(route, "path"))]),
    path.slice(typeof base === "string" ? base.length : 0),
  );
  // A function delegates to a router that cannot be found from here; the path before it may be request data.
  return typeof base !== "string" || base === "" ? own : join(isMount(member(request, "app"), base) ? base : "*", own);
}

/** Computed once per route. */
function choicesTo(route: object, app: unknown): Choice[] {
  const known = choices.get(route);
  if (known) return known;
  const prefixes = mountsOf(app);
  const found = find(route, routerOf(app), 0)
    .flatMap((chain) => prefixes.map((prefix) => [...prefix, ...chain]))
    .flatMap(choicesOf);
  if (found.length > 0) choices.set(route, found);
  return found;
}

/** All chains through a router, depth first. */
function find(route: object, router: unknown, depth: number): Chain[] {
  if (depth > MAX_DEPTH) return [];
  return layersOf(router).flatMap((layer): Chain[] => {
    const own = member(layer, "route");
    if (own === route) return [[patternsOf(member(own, "path"))]];
    const handle = member(layer, "handle");
    if (isObject(own) || layersOf(handle).length === 0) return [];
    return find(route, handle, depth + 1).map((chain) => [mountPatterns(layer), ...chain]);
  });
}

/** A mounted app has its mount path and its parent as members. */
function mountsOf(app: unknown): Chain[] {
  const prefix: (readonly Pattern[])[] = [];
  let at = app;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const parent = member(at, "parent");
    if (parent === undefined) break;
    prefix.unshift(patternsOf(member(at, "mountpath")));
    at = parent;
  }
  return [prefix];
}

function isMount(app: unknown, base: string): boolean {
  return layersOf(routerOf(app)).some((layer) => mountPatterns(layer).includes(base));
}

export function routerOf(app: unknown): unknown {
  // Express 4 throws when `router` is read; it has `lazyrouter`, which Express 5 has not.
  return member(app, "_router") ?? (isObject(app) && "lazyrouter" in app ? undefined : member(app, "router"));
}

function layersOf(router: unknown): unknown[] {
  const stack = member(router, "stack");
  return Array.isArray(stack) ? stack : [];
}

function patternsOf(path: unknown): Pattern[] {
  if (Array.isArray(path)) return path.flat(Infinity).flatMap(patternsOf);
  return typeof path === "string" || path instanceof RegExp ? [path] : [];
}

/** For a router loaded before tracing: Express 5.3 keeps the path as written, Express 4 only its regular expression. */
function mountPatterns(layer: unknown): Pattern[] {
  const raw = (isObject(layer) ? mounts.get(layer) : undefined) ?? patternsOf(member(layer, "rawPath"));
  if (raw.length > 0) return raw;
  const regexp = member(layer, "regexp");
  if (!(regexp instanceof RegExp)) return ["*"];
  if (Reflect.get(regexp, "fast_slash") === true) return ["/"];
  const keys = member(layer, "keys");
  const names = Array.isArray(keys) ? keys.map((key: unknown) => String(member(key, "name"))) : [];
  // A list of paths becomes one expression with an alternative per path.
  return regexp.source.split("|^").map((source) => asWritten(source, names) ?? regexp);
}

const PARAMETER = /\(\?:\\\/\(\[\^\\?\/\]\+\?\)\)|\\\/\(\?:\(\[\^\\?\/\]\+\?\)\)/g;

/** Converts Express 4's expression back to `/tenants/:tenant`; undefined for a regular expression of the app's. */
function asWritten(source: string, names: string[]): string | undefined {
  const text = source
    .replace(/^\^/, "")
    .replace(/\\\/\?\(\?=\\\/\|\$\)$/, "")
    .replace(PARAMETER, () => `/:${names.shift() ?? "*"}`)
    .replace(/\\([/.-])/g, "$1");
  return /[\\()[\]?+^$|]/.test(text) ? undefined : text;
}

/** The first chain whose patterns match the path, or the first one. */
function written(choices: readonly Choice[], path: string): string {
  const [first = []] = choices;
  const chosen = choices.length > 1 ? (choices.find((choice) => matches(choice, path)) ?? first) : first;
  return chosen.map(textOf).reduce(join, "") || "/";
}

/** Each path of a list gives a separate chain. */
function choicesOf(chain: Chain): Choice[] {
  return chain.reduce<Choice[]>(
    (before, patterns) => before.flatMap((choice) => patterns.map((pattern) => [...choice, pattern])).slice(0, 100),
    [[]],
  );
}

function matches(choice: Choice, path: string): boolean {
  if (choice.some((pattern) => typeof pattern !== "string")) return false;
  const segments = choice.map(textOf).reduce(join, "").split("/");
  const parts = path.replace(/\/$/, "").split("/");
  return segments.every((segment, i) => {
    if (segment.startsWith("*")) return true;
    if (i === segments.length - 1 && parts.length > segments.length) return false;
    return parts[i] !== undefined && (segment.includes(":") || segment.toLowerCase() === parts[i].toLowerCase());
  });
}

function textOf(pattern: Pattern): string {
  return typeof pattern === "string" ? pattern : pattern.source;
}

function join(before: string, pattern: string): string {
  if (pattern === "" || (pattern === "/" && before !== "")) return before;
  return before.replace(/\/$/, "") + (pattern.startsWith("/") || before === "" ? pattern : `/${pattern}`);
}

function pathOf(url: unknown): string {
  return typeof url === "string" ? (url.split("?", 1)[0] ?? "/") : "/";
}

function isUse(value: unknown): value is Use {
  return typeof value === "function";
}
