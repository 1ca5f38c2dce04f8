import { Input } from "./input.ts";
import type { Operation } from "./context.ts";

/** https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html */
export const putTraceSegments: Operation = (value, { intake }) => {
  const input = new Input(value);
  const documents = input.texts("TraceSegmentDocuments");
  input.check();
  const unprocessed = documents.flatMap((document) => {
    const refused = intake.document(document);
    if (refused === undefined) return [];
    const { refusal, id } = refused;
    const Message = `Invalid segment. ErrorCode: ${refusal.code}. ${refusal.reason}`;
    return [{ ...(id !== undefined && { Id: id }), ErrorCode: refusal.code, Message }];
  });
  return { UnprocessedTraceSegments: unprocessed };
};

/** The agent tells of itself; nothing here depends on it. https://docs.aws.amazon.com/xray/latest/api/API_PutTelemetryRecords.html */
export const putTelemetryRecords: Operation = (value) => {
  const input = new Input(value);
  input.objects("TelemetryRecords");
  input.check();
  return {};
};
