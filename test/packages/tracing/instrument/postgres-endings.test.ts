import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { Readable } from "node:stream";
import pg from "pg";
import { tracePostgresClient } from "../../../../packages/tracing/src/instrument/postgres.ts";
import { FakePostgres } from "../support/fake-postgres.ts";
import { handled } from "../support/handled.ts";
import { at, Traced } from "../support/traced.ts";

interface Connection {
  query(text: string): void;
}

/** An object with a protocol of its own, as cursors and COPY are: the client tells it what comes, by these methods. */
class OwnQuery extends EventEmitter {
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  submit(connection: Connection): void {
    connection.query(this.text);
  }

  handleRowDescription(): void {
    // No rows come.
  }

  handleCommandComplete(): void {
    // The end of the command is not the end of the query.
  }

  handleReadyForQuery(): void {
    this.emit("end");
  }

  /** As a cursor does, says so only where somebody listens. */
  handleError(error: Error): void {
    if (this.listenerCount("error") > 0) this.emit("error", error);
    this.emit("failed");
  }
}

/** A stream that reads from a cursor and has no text itself; the methods are its own, bound to the cursor. */
class OwnStream extends Readable {
  readonly cursor: OwnQuery;
  readonly handleReadyForQuery: () => void;
  readonly handleCommandComplete: () => void;
  readonly handleRowDescription: () => void;
  readonly handleError: (error: Error) => void;

  constructor(text: string) {
    super({ objectMode: true, read: () => undefined });
    const cursor = new OwnQuery(text).on("end", () => this.push(null)).on("failed", () => this.destroy());
    this.cursor = cursor;
    this.handleReadyForQuery = cursor.handleReadyForQuery.bind(cursor);
    this.handleCommandComplete = cursor.handleCommandComplete.bind(cursor);
    this.handleRowDescription = cursor.handleRowDescription.bind(cursor);
    this.handleError = cursor.handleError.bind(cursor);
  }

  submit(connection: Connection): void {
    this.cursor.submit(connection);
  }
}

/** As much of it as the client has; its type names the query classes that it knows. */
interface AnyClient {
  query(query: unknown, ...rest: unknown[]): unknown;
}

describe("the end of a query", () => {
  let traced: Traced;
  let postgres: FakePostgres;
  let client: pg.Client;
  before(() => tracePostgresClient(pg.Client));
  beforeEach(async () => {
    traced = await Traced.start();
    postgres = await FakePostgres.start();
    client = new pg.Client({ host: "127.0.0.1", port: postgres.port, user: "app", database: "shop" });
    client.on("error", () => undefined);
    await client.connect();
  });
  afterEach(async () => {
    await client.end().catch(() => undefined);
    postgres.close();
    await traced.stop();
  });

  const query = (...args: [unknown, ...unknown[]]): unknown => (client as AnyClient).query(...args);
  const byCallback = (call: (callback: (error: Error | null) => void) => void): Promise<void> =>
    new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
  const submitted = (own: EventEmitter, ends: string[]): Promise<void> =>
    new Promise((resolve) => {
      for (const event of ends) own.once(event, () => resolve());
      query(own);
    });

  const forms: Record<string, (text: string) => Promise<unknown>> = {
    "a text": (text) => client.query(text),
    "a text with values": (text) => client.query(text, ["x"]),
    "an object": (text) => client.query({ text, values: ["x"] }),
    "a prepared statement": (text) => client.query({ name: "p", text }),
    "a frozen object": (text) => client.query(Object.freeze({ text })),
    "a callback": (text) => byCallback((callback) => query(text, callback)),
    "a callback behind values": (text) => byCallback((callback) => query(text, ["x"], callback)),
    "a callback behind an object": (text) => byCallback((callback) => query({ text }, callback)),
    "a callback in the object": (text) => byCallback((callback) => query({ text, callback })),
    "a query object": (text) => submitted(new pg.Query(text), ["end", "error"]),
    "an object with a protocol of its own": (text) => submitted(new OwnQuery(text), ["end", "failed"]),
    "a stream that reads from a cursor": (text) => submitted(new OwnStream(text).resume(), ["close"]),
  };
  for (const [name, send] of Object.entries(forms)) {
    for (const fails of [false, true]) {
      it(`by ${name} that ${fails ? "fails is a fault with its cause" : "succeeds is no fault"}`, async () => {
        const text = fails ? "COPY fails" : "COPY t";
        const { calls, segment } = await handled(traced, () => send(text), { laterMs: 50 });
        assert.equal(calls.length, 1);
        const [made] = calls;
        assert.equal(at(made, "sql", "sanitized_query"), text);
        assert.equal(made?.fault, fails ? true : undefined);
        assert.equal(
          at(made, "cause", "exceptions", 0, "message"),
          fails ? "syntax error in the statement that fails" : undefined,
        );
        assert.ok(Number(made?.end_time) <= Number(segment.end_time) - 0.04, "it ends when the server has answered");
        assert.deepEqual(postgres.statements, [text]);
      });
    }
  }

  it("leaves the app's object as it was", async () => {
    const config = { text: "SELECT 1", callback: (): void => undefined };
    const { callback } = config;
    await handled(traced, () => query(config));
    assert.equal(config.callback, callback);
    assert.deepEqual(Object.keys(config), ["text", "callback"]);
  });

  it("adds no listener to a query object", async () => {
    const own = new OwnQuery("SELECT 1");
    await handled(traced, () => query(own));
    assert.deepEqual(own.eventNames(), []);
  });

  it("is a failure when the connection breaks, for those that wait as well", async () => {
    const { calls } = await handled(
      traced,
      () => {
        const waiting = [client.query("SELECT 1"), byCallback((callback) => query("SELECT 2", callback))];
        client.connection.stream.destroy();
        return Promise.allSettled(waiting);
      },
      { count: 2 },
    );
    assert.deepEqual(
      calls.map(({ fault }) => fault),
      [true, true],
    );
  });
});
