import assert from "node:assert/strict";
import { TraceCounts } from "../../../local/alarms/trace-counts.ts";
import { awsRecorder } from "../aws-recorder.ts";

const MINUTE = 1_800_000_000;

describe("local/alarms/trace-counts", () => {
  it("counts the traces that began in the minute by group, and leaves out groups without any", async () => {
    const aws = await awsRecorder();
    const id = (n: number): string => `1-${MINUTE.toString(16)}-${String(n).padStart(24, "0")}`;
    // The last one began with the next minute.
    const began = [0, 1, 2, 3, 4, 5, 60];
    aws.answer({
      "xray Groups": {
        output: {
          Groups: [
            { GroupName: "Default" },
            { GroupName: "all", FilterExpression: 'service("pmp-api")' },
            { GroupName: "faults", FilterExpression: 'service("pmp-api") { fault }' },
            { GroupName: "errors", FilterExpression: 'service("pmp-api") { error }' },
          ],
        },
      },
      "xray TraceSummaries": {
        output: { TraceSummaries: began.map((seconds, n) => ({ Id: id(n), StartTime: MINUTE + seconds })) },
      },
      "xray Traces": ({ TraceIds }) => ({
        output: {
          Traces: (TraceIds as string[]).map((traceId) => ({
            Id: traceId,
            Segments: [
              {
                Id: "53995c3f42cd8ad8",
                Document: JSON.stringify({
                  name: "pmp-api",
                  id: "53995c3f42cd8ad8",
                  trace_id: traceId,
                  start_time: MINUTE,
                  end_time: MINUTE + 1,
                  ...(traceId === id(2) ? { fault: true } : {}),
                }),
              },
            ],
          })),
        },
      }),
    });
    const counts = await new TraceCounts(aws.url).inMinute(MINUTE);
    assert.deepEqual(Object.fromEntries(counts), { Default: 6, all: 6, faults: 1 });
    const asked = aws.calls.flatMap(({ call, input }) => (call === "xray Traces" ? [input.TraceIds as string[]] : []));
    assert.deepEqual(asked.map(({ length }) => length).sort(), [1, 5], "X-Ray takes five ids at a time");
  });
});
