import { Input } from "./input.ts";
import type { Operation } from "./context.ts";

/** https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html */
export const putTraceSegments: Operation = (value, { ingester }) => {
  const input = new Input(value);
  const documents = input.texts("TraceSegmentDocuments");
  input.check();
  const unprocessed = documents.flatMap((document) => {
    const failed = ingester.document(document);
    if (failed === undefined) return [];
    const { rejection, id } = failed;
    const Message = `Invalid segment. ErrorCode: ${rejection.code}. ${rejection.reason}`;
    return [{ ...(id !== undefined && { Id: id }), ErrorCode: rejection.code, Message }];
  });
  return { UnprocessedTraceSegments: unprocessed };
};

/** Statistics of the agent itself; not used here. https://docs.aws.amazon.com/xray/latest/api/API_PutTelemetryRecords.html */
export const putTelemetryRecords: Operation = (value) => {
  const input = new Input(value);
  input.objects("TelemetryRecords");
  input.check();
  return {};
};
