import { everySegment } from "../documents/join.ts";
import type { SegmentDocument } from "../documents/segment.ts";
import { clientOf, isCall, resourceOf, serviceOf, type NodeName } from "../graph/node.ts";
import type { TraceSummary } from "../page-api.ts";

/** What a filter looks at. */
export interface FilterableTrace {
  readonly summary: FilterableSummary;
  /** Segments with their subsegments joined in. */
  readonly segments: readonly SegmentDocument[];
}

/** What a filter asks of a trace as a whole. */
export type FilterableSummary = Pick<
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

/** A request to a node of the service map, as the service told it, or, where it told nothing, its caller. */
export interface Visit {
  readonly node: NodeName;
  /** The segment, or the caller's subsegment. */
  readonly document: SegmentDocument;
  /** Known only from the caller. */
  readonly inferred: boolean;
  /** Nobody of this trace called it. */
  readonly root: boolean;
}

/** A call from one node to another. */
export interface Call {
  readonly source: NodeName;
  readonly sourceDocument: SegmentDocument;
  readonly target: Visit;
  /** The caller's subsegment; the called service's segment where the caller has none. */
  readonly document: SegmentDocument;
}

export interface Visits {
  readonly visits: readonly Visit[];
  readonly calls: readonly Call[];
}

/**
 * The nodes of a trace and the calls between them, as the service map has them. A subsegment that is a call went to the
 * service whose segment names it as parent, or, where there is none, to a node that is inferred from it.
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
      // A subsegment whose parent has not come does not say who called.
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
