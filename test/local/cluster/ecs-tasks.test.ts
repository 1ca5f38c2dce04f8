import assert from "node:assert/strict";
import { z } from "zod";
import { ecsManifest, ecsNamespace } from "../../../local/cluster/ecs-tasks.ts";

const list = z.object({
  items: z.tuple([
    z.object({ kind: z.literal("Namespace"), metadata: z.strictObject({ name: z.string() }) }),
    z.object({
      kind: z.literal("Service"),
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      spec: z.looseObject({ publishNotReadyAddresses: z.boolean() }),
    }),
  ]),
});

describe("local/cluster/ecs-tasks", () => {
  const [namespace, service] = list.parse(ecsManifest("pmp-api", 3001)).items;

  it("has a namespace without a Pod Security level: the emulator's first container needs NET_ADMIN", () => {
    // Its labels would be there: the schema is strict.
    assert.deepEqual(namespace.metadata, { name: ecsNamespace });
  });

  it("leads to the API of every task, also of one whose agent ended", () => {
    assert.deepEqual(service.metadata, { name: "pmp-api", namespace: ecsNamespace });
    assert.deepEqual(service.spec, {
      selector: { "fakecloud-service": "ecs" },
      publishNotReadyAddresses: true,
      ports: [{ port: 80, targetPort: 3001 }],
    });
  });
});
