import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { DEFAULT_RULE } from "../../../../packages/sampling/src/index.ts";
import { Groups } from "../../../../packages/xray-local/src/api/group-list.ts";
import { handleLocal } from "../../../../packages/xray-local/src/http/local-handler.ts";
import type { LocalContext } from "../../../../packages/xray-local/src/http/local-context.ts";
import { SamplingService } from "../../../../packages/xray-local/src/sampling/service.ts";
import { TraceStore } from "../../../../packages/xray-local/src/store/trace-store.ts";
import { segment, START } from "../support/documents.ts";

describe("the page's API", () => {
  it("draws the map of more traces than a call takes arguments", async () => {
    const store = new TraceStore(1024 * 1024);
    store.add(segment(1), JSON.stringify(segment(1)));
    const many = Array.from({ length: 200_000 }, () => [...store.all()]).flat();
    const context = {
      store: { all: () => many.values() },
      groups: new Groups("arn:aws:xray:us-east-1:000000000000"),
      now: () => START + 101,
    } as unknown as LocalContext;
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      handleLocal(url, request, response, context).catch((error: unknown) =>
        response.writeHead(500).end(String(error)),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as { port: number };
      const answer = await fetch(`http://127.0.0.1:${port}/local/map`);
      assert.equal(answer.status, 200, answer.ok ? "" : await answer.text());
      const { nodes } = (await answer.json()) as { nodes: { name: string }[] };
      assert.ok(nodes.some(({ name }) => name === "pmp-api"));
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it("counts captured requests apart from those that their rule sampled", async () => {
    const store = new TraceStore(1024 * 1024);
    const captured = { annotations: { "aws.trace.flag.sampled": false } };
    for (const [n, more] of [{}, captured, captured].entries()) {
      const trace_id = `1-5759e988-bd862e3fe1be46a99427279${n}`;
      const document = { ...segment(n + 1), trace_id, aws: { xray: { sampling_rule_name: "orders" } }, ...more };
      store.add(document, JSON.stringify(document));
    }
    const rule = { ...DEFAULT_RULE, RuleName: "orders", Priority: 1 };
    const context = { store, sampling: new SamplingService([rule], () => START - 1) } as unknown as LocalContext;
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      handleLocal(url, request, response, context).catch((error: unknown) =>
        response.writeHead(500).end(String(error)),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const { port } = server.address() as { port: number };
      const answer = await fetch(`http://127.0.0.1:${port}/local/sampling`);
      const { rules } = (await answer.json()) as { rules: { sampled: number; adaptive?: { captured: number } }[] };
      assert.deepEqual([rules[0]?.sampled, rules[0]?.adaptive?.captured], [1, 2]);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
});
