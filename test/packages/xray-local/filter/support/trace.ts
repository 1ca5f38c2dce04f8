import type { SegmentDocument } from "../../../../../packages/xray-local/src/documents/segment.ts";
import type { FilterableTrace } from "../../../../../packages/xray-local/src/filter/trace.ts";

/** A service that is called, as a test writes it. */
export interface Service {
  readonly name: string;
  /** Origin of its segment, such as AWS::EKS::Container. */
  readonly type?: string;
  readonly status?: number;
  readonly url?: string;
  readonly method?: string;
  readonly user?: string;
  readonly seconds?: number;
  readonly annotations?: Readonly<Record<string, string | number | boolean>>;
  readonly exception?: { readonly type: string; readonly message: string };
  readonly calls?: readonly Called[];
}

/** A service that may keep silent: then it sends no segment, and is known from its caller only. */
export type Called = Service & { readonly silent?: boolean };

/** The trace of a request to this service, in X-Ray's documents. */
export function traceOf(root: Service): FilterableTrace {
  const segments: SegmentDocument[] = [];
  let count = 0;
  const nextId = (): string => (++count).toString(16).padStart(16, "0");
  addSegment(root, undefined);
  const { annotations, flags } = { annotations: allAnnotations(root), flags: flagsOf(root) };
  const { seconds = 0.1, status, url, method } = root;
  return {
    summary: {
      duration: seconds,
      responseTime: seconds,
      ...flags,
      partial: false,
      ...(status !== undefined && { status }),
      ...(url !== undefined && { url }),
      ...(method !== undefined && { method }),
      annotations,
    },
    segments,
  };

  function addSegment(service: Service, parent: string | undefined): void {
    segments.push({
      id: nextId(),
      ...(parent !== undefined && { parent_id: parent }),
      ...(service.type !== undefined && { origin: service.type }),
      ...(service.user !== undefined && { user: service.user }),
      ...body(service),
      // Every other call stands below a subsegment of the service's own.
      subsegments: (service.calls ?? []).map((call, index) =>
        index % 2 === 0 ? addCall(call) : { id: nextId(), name: "work", start_time: 1, subsegments: [addCall(call)] },
      ),
    });
  }

  function addCall(call: Called): SegmentDocument {
    const id = nextId();
    if (call.silent !== true) addSegment(call, id);
    return { id, namespace: "remote", ...body(call.silent === true ? call : { ...call, annotations: {} }) };
  }
}

function body(service: Service): Omit<SegmentDocument, "id"> {
  const { name, seconds = 0.1, status, url, method, annotations, exception } = service;
  return {
    name,
    start_time: 1_000,
    end_time: 1_000 + seconds,
    ...Object.fromEntries(Object.entries(flagsOf(service)).filter(([, flag]) => flag)),
    http: {
      request: { ...(url !== undefined && { url }), ...(method !== undefined && { method }) },
      response: { ...(status !== undefined && { status }) },
    },
    ...(annotations !== undefined && { annotations }),
    ...(exception !== undefined && { cause: { exceptions: [exception] } }),
  };
}

/** As X-Ray's SDKs set them: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-errors */
export function flagsOf({ status = 0 }: Service): { error: boolean; throttle: boolean; fault: boolean } {
  return { error: status >= 400 && status < 500, throttle: status === 429, fault: status >= 500 };
}

function allAnnotations(service: Called): Record<string, (string | number | boolean)[]> {
  const all: Record<string, (string | number | boolean)[]> = {};
  const add = (each: Called): void => {
    for (const [key, value] of Object.entries(each.annotations ?? {})) all[key] = [...(all[key] ?? []), value];
    if (each.silent !== true) each.calls?.forEach(add);
  };
  add(service);
  return all;
}
