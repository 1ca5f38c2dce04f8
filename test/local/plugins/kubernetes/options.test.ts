import assert from "node:assert/strict";
import grpc from "@grpc/grpc-js";
import { onConfigure, providerOptions } from "../../../../local/plugins/kubernetes/options.ts";

describe("local/plugins/kubernetes/options", () => {
  it("are off, unless the environment or before it the program says otherwise", () => {
    const off = { enableConfigMapMutable: false, enablePatchForce: false, upsertExistingObjects: false };
    assert.deepEqual(providerOptions(new Map(), {}), off);
    const env = {
      PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE: "true",
      PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
      PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
    };
    const on = { enableConfigMapMutable: true, enablePatchForce: true, upsertExistingObjects: true };
    assert.deepEqual(providerOptions(new Map(), env), on);
    const program = new Map([["kubernetes:config:upsertExistingObjects", "false"]]);
    assert.deepEqual(providerOptions(program, env), { ...on, upsertExistingObjects: false });
  });

  it("are heard when the engine configures the provider, which the SDK answers itself", () => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- put back below
    const original = grpc.Server.prototype.addService;
    let added: Record<string, (call: unknown, callback: unknown) => void> = {};
    grpc.Server.prototype.addService = (_service, implementation) => {
      added = implementation as unknown as typeof added;
    };
    try {
      const heard: (readonly [string, string])[] = [];
      onConfigure((variables) => heard.push(...variables));
      let answered = 0;
      const sdk = { configure: () => (answered += 1) };
      new grpc.Server().addService({}, sdk);
      const variables = new Map([["kubernetes:config:enablePatchForce", "true"]]);
      added.configure!({ request: { getVariablesMap: () => variables } }, () => undefined);
      assert.deepEqual([answered, heard], [1, [...variables]]);
    } finally {
      grpc.Server.prototype.addService = original;
    }
  });
});
