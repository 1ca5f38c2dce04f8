import assert from "node:assert/strict";
import { liveInputs } from "../../../../local/plugins/kubernetes/drift.ts";

describe("local/plugins/kubernetes/drift", () => {
  it("keeps how a value was written while what lives is the same", () => {
    assert.deepEqual(liveInputs({ cpu: 0.5 }, { cpu: "500m" }, { cpu: "500m" }), { cpu: 0.5 });
  });

  it("takes what has changed, at any depth, and leaves what was never asked for", () => {
    const asked = { spec: { replicas: 1, list: [{ a: 1 }, { a: 2 }] }, gone: { x: 1 } };
    const then = { spec: { replicas: 1, list: [{ a: 1, b: 1 }, { a: 2 }] }, gone: { x: 1 }, status: 1 };
    const now = { spec: { replicas: 3, list: [{ a: 1, b: 2 }, { a: 5 }], added: 1 }, status: 2 };
    assert.deepEqual(liveInputs(asked, then, now), { spec: { replicas: 3, list: [{ a: 1 }, { a: 5 }] } });
  });

  it("takes a list whole when it has another length", () => {
    assert.deepEqual(liveInputs({ list: [1] }, { list: [1] }, { list: [1, 2] }), { list: [1, 2] });
  });
});
