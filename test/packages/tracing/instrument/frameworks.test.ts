import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { PassThrough, pipeline, Readable } from "node:stream";
import express5, { type ErrorRequestHandler } from "express";
import fastify from "fastify";
import { at, call, SAMPLED, Traced, UNSAMPLED } from "../support/traced.ts";

/** The two majors have the same methods for what is used here; only the newer one brings types. */
type ExpressLike = typeof express5;
const express4 = createRequire(import.meta.url)("express4") as ExpressLike;

/** A handler of errors, which Express tells by its four parameters. */
function answerWith(status: number): ErrorRequestHandler {
  return (error, _request, response, next) => {
    if (response.headersSent) next(error);
    else response.status(status).end();
  };
}

describe("frameworks", () => {
  let traced: Traced;
  beforeEach(async () => (traced = await Traced.start()));
  afterEach(() => traced.stop());

  async function documentOf(port: number, path: string): Promise<Record<string, unknown>> {
    await call(port, { path, headers: SAMPLED }).catch(() => undefined);
    const [document] = await traced.documents(1);
    assert.ok(document);
    return document;
  }

  const versions: [string, ExpressLike][] = [
    ["Express 5", express5],
    ["Express 4", express4],
  ];
  for (const [name, express] of versions) {
    describe(name, () => {
      function app(): ReturnType<ExpressLike> {
        const app = express();
        app.set("env", "test");
        const router = express.Router();
        router.get("/:id", (_request, response) => void response.json({}));
        router.get("/:id/fail", () => {
          throw new RangeError("out of range");
        });
        router.get("/:id/next", (_request, _response, next) => next(new TypeError("by next")));
        router.get("/:id/text", (_request, _response, next) => next("only a text"));
        router.get(
          "/:id/caught",
          () => {
            throw new SyntaxError("caught in its route");
          },
          answerWith(409),
        );
        router.get("/:id/skip", (_request, _response, next) => next("route"));
        app.use("/api/products", router);
        app.get("/", (_request, response) => void response.end());
        app.get("/pipe", (_request, response) => {
          const source = new Readable({ read: () => source.destroy(new Error("the source broke")) });
          pipeline(source, response, () => undefined);
        });
        return app;
      }

      it("names the route by its pattern", async () => {
        assert.equal(
          at(await documentOf(await traced.serve(app()), "/api/products/7"), "metadata", "default", "http.route"),
          "/api/products/:id",
        );
      });

      it("names the root route", async () => {
        assert.equal(at(await documentOf(await traced.serve(app()), "/"), "metadata", "default", "http.route"), "/");
      });

      it("records what a handler throws, with its stack, once", async () => {
        const document = await documentOf(await traced.serve(app()), "/api/products/7/fail");
        assert.equal(document.fault, true);
        const exceptions = at(document, "cause", "exceptions") as object[];
        assert.equal(exceptions.length, 1);
        assert.equal(at(document, "cause", "exceptions", 0, "message"), "out of range");
        assert.equal(at(document, "cause", "exceptions", 0, "type"), "RangeError");
        assert.equal(at(document, "cause", "exceptions", 0, "stack", 0, "path"), import.meta.filename);
      });

      it("records what a handler gives to next", async () => {
        const document = await documentOf(await traced.serve(app()), "/api/products/7/next");
        assert.equal(at(document, "cause", "exceptions", 0, "message"), "by next");
      });

      it("records a text that a handler gives to next, once", async () => {
        const document = await documentOf(await traced.serve(app()), "/api/products/7/text");
        const exceptions = at(document, "cause", "exceptions") as object[];
        assert.equal(exceptions.length, 1);
        assert.equal(at(document, "cause", "exceptions", 0, "message"), "only a text");
      });

      it("records what a handler of errors answers, by the status of its answer", async () => {
        const document = await documentOf(await traced.serve(app()), "/api/products/7/caught");
        assert.equal(at(document, "cause", "exceptions", 0, "message"), "caught in its route");
        assert.equal(document.error, true);
        assert.equal("fault" in document, false);
      });

      it("records what the app's own handler of errors takes", async () => {
        const failing = app();
        failing.use(answerWith(503));
        const document = await documentOf(await traced.serve(failing), "/api/products/7/fail");
        assert.equal(at(document, "cause", "exceptions", 0, "message"), "out of range");
        assert.equal(at(document, "http", "response", "status"), 503);
      });

      it("records an error that is answered with 200 as a fault: what it hides is a failure", async () => {
        const apologising = app();
        apologising.use(answerWith(200));
        const document = await documentOf(await traced.serve(apologising), "/api/products/7/fail");
        assert.equal(at(document, "http", "response", "status"), 200);
        assert.equal(document.fault, true);
        assert.equal(at(document, "cause", "exceptions", 0, "message"), "out of range");
      });

      it("adds no layer to the app", async () => {
        const untouched = app();
        const router = Reflect.get(untouched, name === "Express 5" ? "router" : "_router") as { stack: unknown[] };
        const before = [...router.stack];
        await documentOf(await traced.serve(untouched), "/");
        assert.deepEqual(router.stack, before);
      });

      it("records a stream that breaks while it is sent", async () => {
        const document = await documentOf(await traced.serve(app()), "/pipe");
        assert.equal(document.fault, true);
        assert.equal(at(document, "cause", "exceptions", 0, "message"), "the source broke");
      });

      it("takes next('route') for no error", async () => {
        const document = await documentOf(await traced.serve(app()), "/api/products/7/skip");
        assert.equal("cause" in document, false);
        assert.equal(document.error, true);
      });

      it("records nothing of a request that is not sampled", async () => {
        const port = await traced.serve(app());
        assert.equal((await call(port, { path: "/api/products/7/fail", headers: UNSAMPLED })).status, 500);
        await documentOf(port, "/");
        assert.equal(traced.agent.documents.length, 1);
      });

      it("that was loaded unseen is traced behind a listener of the user's own, from the second request on at the latest", async () => {
        const inner = app();
        const port = await traced.serve((request, response) => void inner(request, response));
        await call(port, { headers: SAMPLED });
        await call(port, { path: "/api/products/7/fail", headers: SAMPLED });
        const [, document] = await traced.documents(2);
        assert.equal(at(document, "cause", "exceptions", 0, "message"), "out of range");
      });
    });
  }

  it("Express 5 records what an async handler rejects with", async () => {
    const app = express5();
    app.set("env", "test");
    app.get("/", async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      throw new Error("rejected");
    });
    assert.equal(at(await documentOf(await traced.serve(app), "/"), "cause", "exceptions", 0, "message"), "rejected");
  });

  describe("Fastify", () => {
    async function serve(): Promise<{ port: number; close: () => Promise<undefined> }> {
      const app = fastify();
      app.get("/api/products/:id", () => ({}));
      app.get("/fail", () => Promise.reject(new RangeError("out of range")));
      app.get("/hook", { preHandler: () => Promise.reject(new Error("in a hook")) }, () => ({}));
      app.get("/stream", (_request, reply) => {
        const stream = new PassThrough();
        stream.write("some");
        setTimeout(() => stream.destroy(new Error("the stream broke")), 20);
        return reply.send(stream);
      });
      await app.listen({ host: "127.0.0.1", port: 0 });
      return { port: await traced.adopt(app.server), close: () => app.close() };
    }

    const cases: [string, (document: Record<string, unknown>) => void][] = [
      [
        "/api/products/7",
        (document) => assert.equal(at(document, "metadata", "default", "http.route"), "/api/products/:id"),
      ],
      ["/fail", (document) => assert.equal(at(document, "cause", "exceptions", 0, "message"), "out of range")],
      ["/stream", (document) => assert.equal(document.fault, true)],
      ["/hook", (document) => assert.equal(at(document, "cause", "exceptions", 0, "message"), "in a hook")],
    ];
    for (const [path, check] of cases) {
      it(`${path} has its route or its error`, async () => {
        const { port, close } = await serve();
        check(await documentOf(port, path));
        await close();
      });
    }
  });
});
