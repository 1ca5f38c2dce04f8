import assert from "node:assert/strict";
import pg from "pg";
import { tracePostgresClient, tracePostgresPool } from "../../../../packages/tracing/src/instrument/postgres.ts";
import { FakePostgres } from "../support/fake-postgres.ts";
import type { JsonObject } from "../support/fake-agent.ts";
import { problemsOf } from "../support/segment-schema.ts";
import { at, call, SAMPLED, Traced, UNSAMPLED } from "../support/traced.ts";

describe("PostgreSQL", () => {
  let traced: Traced;
  let postgres: FakePostgres;
  let pool: pg.Pool;

  before(() => {
    tracePostgresClient(pg.Client);
    tracePostgresClient(pg.Client);
    tracePostgresPool(pg.Pool);
  });
  beforeEach(async () => {
    traced = await Traced.start();
    postgres = await FakePostgres.start();
    pool = new pg.Pool({ host: "127.0.0.1", port: postgres.port, user: "app", database: "shop", max: 1 });
  });
  afterEach(async () => {
    await pool.end();
    postgres.close();
    await traced.stop();
  });

  async function serviceRunning(work: () => Promise<unknown>): Promise<number> {
    return traced.serve((_request, response) => {
      void work().then(
        () => response.end(),
        () => response.writeHead(500).end(),
      );
    });
  }

  const ways: Record<string, () => Promise<unknown>> = {
    "a text and a promise": () => pool.query("SELECT 'a', $1::text", ["x"]),
    "an object": () => pool.query({ text: "SELECT 'a', $1::text", values: ["x"] }),
    "a callback": () =>
      new Promise((resolve, reject) => {
        pool.query("SELECT 'a', $1::text", ["x"], (error: Error | undefined) =>
          error ? reject(error) : resolve(undefined),
        );
      }),
    "a client of the pool": async () => {
      const client = await pool.connect();
      await client.query("SELECT 'a', $1::text", ["x"]);
      client.release();
    },
    "a query object": async () => {
      const client = await pool.connect();
      const query = client.query(new pg.Query("SELECT 'a', $1::text", ["x"]));
      await new Promise((resolve) => query.on("end", resolve));
      client.release();
    },
  };
  for (const [name, work] of Object.entries(ways)) {
    it(`by ${name} is a subsegment with its SQL, without literals`, async () => {
      await call(await serviceRunning(work), { headers: SAMPLED });
      const [subsegment, segment] = await traced.documents(2);
      assert.ok(subsegment);
      assert.deepEqual(problemsOf(subsegment), []);
      assert.equal(subsegment.name, "shop@127.0.0.1");
      assert.equal(subsegment.namespace, "remote");
      assert.equal(subsegment.parent_id, segment?.id);
      assert.deepEqual(subsegment.sql, {
        database_type: "postgresql",
        user: "app",
        url: `postgresql://127.0.0.1:${postgres.port}/shop`,
        sanitized_query: "SELECT ?, $1::text",
      });
      assert.deepEqual(postgres.statements, ["SELECT 'a', $1::text"], "the server gets the query as it was");
    });
  }

  it("that fails is a fault with its cause, and fails for the caller as well", async () => {
    const port = await serviceRunning(() => pool.query("SELECT fails"));
    assert.equal((await call(port, { headers: SAMPLED })).status, 500);
    const [subsegment] = await traced.documents(2);
    assert.equal(subsegment?.fault, true);
    assert.match(String(at(subsegment, "cause", "exceptions", 0, "message")), /syntax error/);
  });

  it("that waited for another request's connection belongs to its own request", async () => {
    const port = await serviceRunning(() => pool.query("SELECT 1"));
    const ids = Array.from({ length: 8 }, (_, i) => `Root=1-5759e98${i}-bd862e3fe1be46a994272793`);
    await Promise.all(ids.map((id) => call(port, { headers: { "x-amzn-trace-id": `${id};Sampled=1` } })));
    const documents = await traced.documents(16);
    const bySegment = new Map<unknown, JsonObject>(documents.map((document) => [document.id, document]));
    const subsegments = documents.filter(({ type }) => type === "subsegment");
    assert.deepEqual(subsegments.map(({ trace_id }) => `Root=${String(trace_id)}`).sort(), ids);
    for (const { parent_id, trace_id } of subsegments) assert.equal(bySegment.get(parent_id)?.trace_id, trace_id);
  });

  it("of a request that is not sampled makes nothing", async () => {
    const port = await serviceRunning(() => pool.query("SELECT 1"));
    await call(port, { headers: UNSAMPLED });
    await call(port, { headers: SAMPLED });
    assert.equal((await traced.documents(2)).length, 2);
  });
});
