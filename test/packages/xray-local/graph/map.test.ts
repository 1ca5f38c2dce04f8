import assert from "node:assert/strict";
import { joinTrace } from "../../../../packages/xray-local/src/documents/join.ts";
import type { SentDocument } from "../../../../packages/xray-local/src/documents/segment.ts";
import { flowsOf } from "../../../../packages/xray-local/src/graph/flows.ts";
import { serviceMap } from "../../../../packages/xray-local/src/graph/map.ts";
import { resourceOf } from "../../../../packages/xray-local/src/graph/node.ts";
import { Statistics } from "../../../../packages/xray-local/src/graph/statistics.ts";
import { id, segment, subsegment } from "../support/documents.ts";

function mapOf(...traces: SentDocument[][]) {
  return serviceMap(
    traces.map((documents) => flowsOf(joinTrace(documents).segments)),
    120,
  );
}

/** `client pmp-api -> pmp-api x2` for each edge. */
function edges(...traces: SentDocument[][]): string[] {
  const nodes = mapOf(...traces);
  const words = (at: number): string =>
    [nodes[at]?.type, nodes[at]?.name].filter((word) => word !== undefined).join(" ");
  return nodes
    .flatMap((node) => node.edges.map(({ to, stats }) => `${words(node.id)} -> ${words(to)} x${stats.total}`))
    .sort();
}

const call = subsegment(2, 1, { name: "worker", namespace: "remote" });

describe("the service map", () => {
  it("draws the client, the service, and what was called and answered nothing itself", () => {
    const table = subsegment(3, 1, { name: "DynamoDB", namespace: "aws", aws: { table_name: "orders" } });
    const database = subsegment(4, 1, { name: "shop@db", namespace: "remote", sql: { database_type: "postgresql" } });
    const inside = subsegment(5, 1, { name: "## sum" });
    const trace = [segment(1, { origin: "AWS::EKS::Container" }), call, table, database, inside];
    assert.deepEqual(edges(trace, trace), [
      "AWS::EKS::Container pmp-api -> AWS::DynamoDB::Table orders x2",
      "AWS::EKS::Container pmp-api -> Database::SQL shop@db x2",
      "AWS::EKS::Container pmp-api -> remote worker x2",
      "client pmp-api -> AWS::EKS::Container pmp-api x2",
    ]);
  });

  it("draws the called service in place of the call, with the caller's time on the edge and its own on the node", () => {
    const worker = segment(3, { name: "worker", parent_id: id(2), end_time: segment(3).start_time + 0.2, fault: true });
    const trace = [segment(1), call, worker];
    assert.deepEqual(edges(trace), ["client pmp-api -> pmp-api x1", "pmp-api -> worker x1"]);
    const nodes = mapOf(trace);
    const api = nodes.find(({ name, type }) => name === "pmp-api" && type === undefined);
    assert.equal(api?.root, true);
    assert.equal(api.edges[0]?.stats.totalTime, 0.5);
    assert.equal(api.edges[0].stats.fault, 0);
    const node = nodes.find(({ name }) => name === "worker");
    assert.deepEqual([node?.root, node?.stats.totalTime, node?.stats.fault], [false, 0.2, 1]);
  });

  it("draws an edge between services whose call has no subsegment", () => {
    assert.deepEqual(edges([segment(1), segment(2, { name: "worker", parent_id: id(1) })]), [
      "client pmp-api -> pmp-api x1",
      "pmp-api -> worker x1",
    ]);
  });

  it("draws what an orphan called, without inventing its service", () => {
    const nodes = mapOf([call]);
    assert.deepEqual(
      nodes.map(({ name, type }) => `${type ?? ""} ${name}`),
      ["remote worker"],
    );
  });

  it("names AWS resources as X-Ray does", () => {
    const aws = (name: string, block: object) => resourceOf(segment(1, { name, namespace: "aws", aws: { ...block } }));
    assert.deepEqual(aws("DynamoDB", { table_name: "t" }), { name: "t", type: "AWS::DynamoDB::Table" });
    assert.deepEqual(aws("SQS", { queue_url: "https://sqs/1/jobs" }), { name: "jobs", type: "AWS::SQS::Queue" });
    assert.deepEqual(aws("SNS", { topic_arn: "arn:aws:sns:r:1:news" }), { name: "news", type: "AWS::SNS" });
    assert.deepEqual(aws("AWS::KMS", {}), { name: "KMS", type: "AWS::KMS" });
  });

  it("counts each call once, by its worst outcome, and times to two digits", () => {
    const stats = new Statistics();
    for (const outcome of ["ok", "error", "throttle", "fault"] as const) stats.add(0.1234, outcome);
    stats.add(0, "ok");
    stats.add(0.0056789, "ok");
    stats.add(123.4, "ok");
    assert.deepEqual(stats.toStats(120), {
      total: 7,
      ok: 4,
      error: 2,
      throttle: 1,
      fault: 1,
      totalTime: 123.899279,
      perMinute: 3.5,
      histogram: [
        { value: 0, count: 1 },
        { value: 0.0057, count: 1 },
        { value: 0.12, count: 4 },
        { value: 120, count: 1 },
      ],
    });
    assert.equal(new Statistics().toStats(5).perMinute, 0);
  });
});
