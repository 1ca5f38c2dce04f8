import assert from "node:assert/strict";
import { requestUrl } from "../../../../packages/tracing/src/segment/http.ts";
import { recordError } from "../../../../packages/tracing/src/helpers.ts";
import { at, call, SAMPLED, Traced } from "../support/traced.ts";

describe("a failed request of a process whose folder was deleted", () => {
  it("is sent, without the folder", async () => {
    const traced = await Traced.start();
    const cwd = process.cwd.bind(process);
    try {
      process.cwd = () => {
        throw new Error("ENOENT: no such file or directory, uv_cwd");
      };
      const port = await traced.serve((_request, response) => {
        recordError(new Error("no stock"));
        response.writeHead(502).end();
      });
      await call(port, { headers: SAMPLED });
      const [document] = await traced.documents(1);
      assert.equal(at(document, "cause", "exceptions", 0, "message"), "no stock");
      assert.equal(at(document, "cause", "working_directory"), undefined);
    } finally {
      process.cwd = cwd;
      await traced.stop();
    }
  });
});

describe("the URL of a request", () => {
  it("is its target where that is a whole URL", () => {
    assert.equal(
      requestUrl("http", "proxy.test", 3128, "http://prices.test/v1/eur?key=1"),
      "http://prices.test/v1/eur",
    );
    assert.equal(requestUrl("http", "shop.test", 8080, "/http://x/y"), "http://shop.test:8080/http://x/y");
  });
});
