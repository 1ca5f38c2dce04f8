import assert from "node:assert/strict";
import { createRequire } from "node:module";
import express5, { type ErrorRequestHandler, type RequestHandler } from "express";
import { at, call, SAMPLED, Traced } from "../support/traced.ts";

const express4 = createRequire(import.meta.url)("express4") as typeof express5;

const SHARED: [string, string | undefined][] = [
  ["/", "/"],
  ["/api/items/acme", "/api/items/:id"],
  ["/api/items/acme/fail", "/api/items/:id/fail"],
  ["/api/items/acme/next", "/api/items/:id/next"],
  ["/api/items/acme/param", "/api/items/:item/param"],
  ["/tenants/acme/users/1", "/tenants/:tenant/users/:user"],
  ["/tenants/acme/users/1/fail", "/tenants/:tenant/users/:user/fail"],
  ["/tenants/acme/deep/er/x", "/tenants/:tenant/deep/:level/x"],
  ["/list", "/list"],
  ["/index", "/index"],
  ["/a/shared", "/a/shared"],
  ["/b/acme/shared", "/b/:b/shared"],
  ["/one/mounted", "/one/mounted"],
  ["/two/mounted", "/two/mounted"],
  ["/sub/deep/acme", "/sub/deep/:x"],
  ["/sub/deep/acme/fail", "/sub/deep/:x/fail"],
  ["/hidden/seen/acme", "/hidden/seen/:x"],
  ["/veiled/acme/seen/acme", "*/seen/:x"],
  ["/regex/acme", "^\\/regex\\/(.+)$"],
  ["/none", undefined],
];

function build(express: typeof express5): ReturnType<typeof express5> {
  const app = express();
  app.set("env", "test");
  const answer: RequestHandler = (_request, response) => void response.send("ok");
  const fail: RequestHandler = () => {
    throw new Error("broken");
  };
  app.get("/", answer);
  const api = express.Router();
  api.get("/items/:id", answer);
  api.get("/items/:id/fail", fail);
  api.get("/items/:id/next", (_request, _response, next) => next(new Error("broken")));
  api.param("item", (_request, _response, next) => next(new Error("by a param")));
  api.get("/items/:item/param", answer);
  app.use("/api", api);
  const tenants = express.Router({ mergeParams: true });
  tenants.get("/users/:user", answer);
  tenants.get("/users/:user/fail", fail);
  const deeper = express.Router();
  deeper.get("/x", answer);
  tenants.use("/deep/:level", deeper);
  app.use("/tenants/:tenant", tenants);
  app.get(["/list", "/index"], answer);
  const shared = express.Router();
  shared.get("/shared", answer);
  app.use("/a", shared);
  app.use("/b/:b", shared);
  const mounted = express.Router();
  mounted.get("/mounted", answer);
  app.use(["/one", "/two"], mounted);
  const child = express();
  child.get("/deep/:x", answer);
  child.get("/deep/:x/fail", fail);
  app.use("/sub", child);
  const unseen = express.Router();
  unseen.get("/seen/:x", answer);
  app.use("/hidden", (request, response, next) => unseen(request, response, next));
  app.use("/veiled/:y", (request, response, next) => unseen(request, response, next));
  app.get(/^\/regex\/(.+)$/, answer);
  const apologise: ErrorRequestHandler = (error, _request, response, next) => {
    if (response.headersSent) next(error);
    else response.status(500).send("sorry");
  };
  app.use(apologise);
  return app;
}

describe("routes of Express", () => {
  for (const [name, express] of [
    ["Express 5", express5],
    ["Express 4", express4],
  ] as const) {
    it(`${name} names them as the app wrote them, never by what the request holds`, async () => {
      const traced = await Traced.start();
      try {
        const port = await traced.serve(build(express));
        const found: [string, unknown][] = [];
        for (const [index, [path]] of SHARED.entries()) {
          await call(port, { path: `${path}?q=acme`, headers: SAMPLED });
          const document = (await traced.documents(index + 1))[index];
          found.push([path, at(document, "metadata", "default", "http.route")]);
        }
        assert.deepEqual(found, SHARED);
      } finally {
        await traced.stop();
      }
    });
  }
});
