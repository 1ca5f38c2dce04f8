import { everySegment } from "../documents/join.ts";
import type { SegmentDocument } from "../documents/segment.ts";
import { clientOf, isCall, resourceOf, serviceOf, type NodeName } from "../graph/node.ts";
import type { TraceSummary } from "../page-api.ts";

/** What a filter is evaluated on. */
export interface FilterableTrace {
  readonly summary: FilterableSummary;
  /** Segments with their subsegments joined in. */
  readonly segments: readonly SegmentDocument[];
}

/** The fields that filters read of a trace as a whole. */
type FilterableSummary = Pick<
  TraceSummary,
  | "duration"
  | "responseTime"
  | "fault"
  | "error"
  | "throttle"
  | "partial"
  | "status"
  | "url"
  | "method"
  | "clientIp"
  | "annotations"
>;

/** A request to a node of the service map, as recorded by the service or, if it recorded nothing, by its caller. */
export interface Visit {
  readonly node: NodeName;
  /** The segment, or the caller's subsegment. */
  readonly document: SegmentDocument;
  /** Recorded by the caller only. */
  readonly inferred: boolean;
  /** Not called by any segment of this trace. */
  readonly root: boolean;
}

/** A call from one node to another. */
export interface Call {
  readonly source: NodeName;
  readonly sourceDocument: SegmentDocument;
  readonly target: Visit;
  /** The caller's subsegment, or the called service's segment if the caller has none. */
  readonly document: SegmentDocument;
}

export interface Visits {
  readonly visits: readonly Visit[];
  readonly calls: readonly Call[];
}

/**
 * The nodes of a trace and the calls between them, as in the service map. The target of a subsegment that is a call is the
 * service whose segment names it as parent, or, if there is none, a node inferred from it.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-subsegments
 */
export function visitsOf(segments: readonly SegmentDocument[]): Visits {
  const ids = new Set([...everySegment(segments)].map(({ id }) => id));
  const services = segments
    .filter(({ type }) => type !== "subsegment")
    .map((document): Visit => {
      const root = document.parent_id === undefined || !ids.has(document.parent_id);
      return { node: serviceOf(document), document, inferred: false, root };
    });
  const byParent = Map.groupBy(services, ({ document }) => document.parent_id);
  const inferred: Visit[] = [];
  const calls = services.filter(({ root }) => root).map(callOfClient);
  for (const owner of segments) {
    for (const document of everySegment([owner])) {
      const asCall = document !== owner && isCall(document);
      const called = (byParent.get(document.id) ?? []).filter((visit) => visit.document !== owner);
      const targets = called.length === 0 && asCall ? [inferredVisit(document)] : called;
      inferred.push(...targets.filter((target) => target.inferred));
      // The caller of a subsegment whose parent was not received is unknown.
      if (owner.type === "subsegment") continue;
      const source = serviceOf(owner);
      for (const target of targets) {
        calls.push({ source, sourceDocument: owner, target, document: asCall ? document : target.document });
      }
    }
  }
  return { visits: [...services, ...inferred], calls };
}

function callOfClient(target: Visit): Call {
  const { document } = target;
  return { source: clientOf(target.node), sourceDocument: document, target, document };
}

function inferredVisit(document: SegmentDocument): Visit {
  return { node: resourceOf(document), document, inferred: true, root: false };
}
