/** What a filter looks at. Documents may come from any program, so nothing in them is taken for granted. */
export interface FilterableTrace {
  readonly summary: FilterableSummary;
  /** Segments with their subsegments in them, as BatchGetTraces gives them. */
  readonly segments: readonly object[];
}

/** What is true of a trace as a whole; see TraceSummary of page-api.ts. */
export interface FilterableSummary {
  readonly duration: number;
  readonly responseTime: number;
  readonly fault: boolean;
  readonly error: boolean;
  readonly throttle: boolean;
  readonly partial: boolean;
  readonly status?: number;
  readonly url?: string;
  readonly method?: string;
  readonly clientIp?: string;
  readonly annotations: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}

/** A node of the service map in one trace: a request to a service, as it told itself or as its caller did. */
export interface Visit {
  readonly name: string | undefined;
  readonly type: string | undefined;
  readonly accountId: string | undefined;
  /** The segment, or the caller's subsegment when the service sent none. */
  readonly document: object;
  /** Known only from the caller. */
  readonly inferred: boolean;
  /** Nobody of this trace called it. */
  readonly root: boolean;
}

/** A call from one service to another. */
export interface Call {
  readonly source: Visit;
  readonly target: Visit;
  /** The caller's subsegment; the called service's segment where the caller has none. */
  readonly document: object;
}

export interface Visits {
  readonly visits: readonly Visit[];
  readonly calls: readonly Call[];
}

/** A value inside a document, or nothing where something else is. */
export function read(document: unknown, ...path: readonly string[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** Text inside a document. */
export function readText(document: unknown, ...path: readonly string[]): string | undefined {
  const value = read(document, ...path);
  return typeof value === "string" ? value : undefined;
}

export function readList(document: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = read(document, ...path);
  return Array.isArray(value) ? value : [];
}

/** The document and all below it, the outer ones first. Goes no deeper than MAX_LEVELS, as documents may be made to. */
export function* withSubsegments(document: object, level = 0): Generator<object> {
  yield document;
  if (level >= MAX_LEVELS) return;
  for (const inner of readList(document, "subsegments")) {
    if (typeof inner === "object" && inner !== null) yield* withSubsegments(inner, level + 1);
  }
}

const MAX_LEVELS = 200;

/**
 * The services of a trace and the calls between them. A subsegment with a namespace is a call: to the service whose
 * segment names it as parent, or, where there is none, to a service that is inferred from it.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-subsegments
 */
export function visitsOf({ segments }: Pick<FilterableTrace, "segments">): Visits {
  const ids = new Set(segments.flatMap((segment) => [...withSubsegments(segment)].map((each) => readText(each, "id"))));
  const visits = segments.map((segment) => visitOf(segment, ids));
  const byParent = Map.groupBy(visits, ({ document }) => readText(document, "parent_id"));
  const inferred: Visit[] = [];
  const calls: Call[] = [];
  for (const source of visits) {
    for (const document of withSubsegments(source.document)) {
      const id = readText(document, "id");
      const called = id === undefined ? [] : (byParent.get(id) ?? []).filter((visit) => visit !== source);
      const isCall = document !== source.document && read(document, "namespace") !== undefined;
      const targets = called.length === 0 && isCall ? [inferVisit(document)] : called;
      inferred.push(...targets.filter((target) => target.inferred));
      calls.push(...targets.map((target) => ({ source, target, document: isCall ? document : target.document })));
    }
  }
  const clients = visits.filter(({ root }) => root).map((target) => callOfClient(target));
  return { visits: [...visits, ...inferred], calls: [...clients, ...calls] };
}

function visitOf(document: object, ids: ReadonlySet<string | undefined>): Visit {
  const parent = readText(document, "parent_id");
  return {
    name: readText(document, "name"),
    type: readText(document, "origin"),
    accountId: readText(document, "aws", "account_id"),
    document,
    inferred: false,
    root: parent === undefined || !ids.has(parent),
  };
}

/** Who sent the request is a node of the service map too, with the type `client` and the name of what it called. */
function callOfClient(target: Visit): Call {
  const source: Visit = { ...target, type: "client", inferred: true, root: false };
  return { source, target, document: target.document };
}

function inferVisit(document: object): Visit {
  return {
    name: readText(document, "name"),
    type: inferType(document),
    accountId: readText(document, "aws", "account_id"),
    document,
    inferred: true,
    root: false,
  };
}

function inferType(document: object): string | undefined {
  if (read(document, "namespace") === "aws") return `AWS::${readText(document, "name") ?? ""}`;
  if (read(document, "sql") !== undefined) return "Database::SQL";
  return "remote";
}
