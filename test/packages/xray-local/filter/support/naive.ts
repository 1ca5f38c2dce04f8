import type { Expression, Field, NodePattern, Operator, Value } from "../../../../../packages/filter/src/index.ts";
import { flagsOf, type Called as Call, type Service } from "./trace.ts";

/**
 * What a filter means, said plainly: on the services that a test wrote down, not on the documents made of them, and with
 * nothing of the evaluator.
 */
export function naively(expression: Expression, root: Service): boolean {
  return holds(expression, (field) => ofTrace(field, root), root);
}

type Values = (field: Field) => Value[];

function holds(expression: Expression, values: Values, root: Service): boolean {
  const inner = (part: Expression, of: Values = values): boolean => holds(part, of, root);
  switch (expression.kind) {
    case "and":
      return expression.parts.filter((part) => !inner(part)).length === 0;
    case "or":
      return expression.parts.filter((part) => inner(part)).length > 0;
    case "not":
      return !inner(expression.part);
    case "set":
      return values(expression.field).some((value) => value !== false);
    case "compare":
      return compare(expression.operator, values(expression.field), expression.value);
    case "group":
      return false;
    case "service":
      return everyService(root)
        .filter((service) => isNode(service, expression.service))
        .some(
          (service) =>
            expression.filter === undefined || inner(expression.filter, (field) => ofService(field, service, root)),
        );
    case "edge": {
      const [caller = {}, called = {}] = expression.between ?? [];
      return everyCall(root)
        .filter(({ from, to }) => isNode(from, caller) && isNode(to, called))
        .some(
          ({ to, asCalled }) =>
            expression.filter === undefined ||
            inner(expression.filter, (field) => ofService(field, asCalled, root, to)),
        );
    }
  }
}

function everyService(service: Call): Call[] {
  // One that is silent tells nothing of what it calls itself.
  return [service, ...(service.silent === true ? [] : (service.calls ?? []).flatMap(everyService))];
}

function everyCall(root: Call): { from: Node; to: Call; asCalled: Call }[] {
  const client = { from: { name: root.name, type: "client" }, to: root, asCalled: root };
  const calls = everyService(root)
    .filter(({ silent }) => silent !== true)
    // What the called service noted about itself, it did not tell its caller.
    .flatMap((from) =>
      (from.calls ?? []).map((to) => ({ from, to, asCalled: to.silent === true ? to : onCallersSide(to) })),
    );
  return [client, ...calls];
}

function onCallersSide(call: Call): Call {
  const { name, type, status, url, method, seconds, exception } = call;
  const parts = Object.entries({ type, status, url, method, seconds, exception });
  return { name, ...Object.fromEntries(parts.filter(([, value]) => value !== undefined)), silent: true };
}

interface Node {
  readonly name: string;
  readonly type?: string;
  readonly silent?: boolean;
}

function isNode(node: Node, { name, type, accountId }: NodePattern): boolean {
  if (accountId !== undefined) return false;
  const actual = node.silent === true ? "remote" : node.type;
  return (name === undefined || name === node.name) && (type === undefined || type === actual);
}

function compare(operator: Operator, found: Value[], wanted: Value): boolean {
  const sameType = (value: Value): boolean => typeof value === typeof wanted;
  const any = (test: (value: never) => boolean): boolean =>
    found.filter(sameType).some((value) => test(value as never));
  const text = String(wanted);
  switch (operator) {
    case "=":
      return found.includes(wanted);
    case "!=":
      return found.length > 0 && !found.includes(wanted);
    case "<":
      return any((value: number) => value < Number(wanted));
    case "<=":
      return any((value: number) => value <= Number(wanted));
    case ">":
      return any((value: number) => value > Number(wanted));
    case ">=":
      return any((value: number) => value >= Number(wanted));
    case "CONTAINS":
      return any((value: string) => value.includes(text));
    case "BEGINSWITH":
      return any((value: string) => value.startsWith(text));
    case "ENDSWITH":
      return any((value: string) => value.endsWith(text));
  }
}

/** Conditions on the whole trace: on its first request, but for what AWS says is looked for in any segment. */
function ofTrace(field: Field, root: Service): Value[] {
  const all = everyService(root);
  if ("annotation" in field) return everyDocument(root).flatMap((each) => list(each.annotations?.[field.annotation]));
  switch (field.keyword) {
    case "partial":
      return [false];
    case "inferred":
      return [all.some(({ silent }) => silent)];
    case "name":
      return [...all.map(({ name }) => name), ...everyDocument(root).flatMap(({ exception }) => list(exception?.type))];
    case "type":
      return all.flatMap((service) => (service.silent === true ? ["remote"] : list(service.type)));
    case "user":
      return all.flatMap((service) => (service.silent === true ? [] : list(service.user)));
    case "message":
      return everyDocument(root).flatMap(({ exception }) => list(exception?.message));
    default:
      return ofService(field, root, root);
  }
}

/** Conditions on one request to a service, with what its own segment says of its calls. */
function ofService(field: Field, service: Call, root: Service, called: Call = service): Value[] {
  const { status, seconds = 0.1 } = service;
  const { error, throttle, fault } = flagsOf(service);
  const own = ownDocuments(service);
  if ("annotation" in field) return own.flatMap((each) => list(each.annotations?.[field.annotation]));
  const values: Record<string, Value | undefined> = {
    ok: status === undefined || (status >= 200 && status <= 299),
    error,
    throttle,
    fault,
    partial: false,
    inferred: called.silent === true,
    root: called === root,
    responsetime: 1_000 + seconds - 1_000,
    duration: 1_000 + seconds - 1_000,
    "http.status": status,
    "http.url": service.url,
    "http.method": service.method,
    type: called.silent === true ? "remote" : called.type,
    user: service.silent === true ? undefined : service.user,
  };
  if (field.keyword === "name") return [called.name, ...own.flatMap(({ exception }) => list(exception?.type))];
  if (field.keyword === "message") return own.flatMap(({ exception }) => list(exception?.message));
  return list(values[field.keyword]);
}

/** The service's own segment and what it wrote down of its calls. */
function ownDocuments(service: Call): Service[] {
  if (service.silent === true) return [service];
  return [service, ...(service.calls ?? []).map((call) => (call.silent === true ? call : onCallersSide(call)))];
}

function everyDocument(root: Service): Service[] {
  return everyService(root).flatMap((service) => (service.silent === true ? [] : ownDocuments(service)));
}

function list<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
