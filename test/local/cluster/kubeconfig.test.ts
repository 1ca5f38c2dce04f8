import assert from "node:assert/strict";
import { parse } from "yaml";
import { kubeconfig } from "../../../local/cluster/kubeconfig.ts";

describe("local/cluster/kubeconfig", () => {
  const input = { name: "admin", server: "https://127.0.0.1:6443", ca: "CA ä", cert: "CERT", key: "KEY\n" };

  it("holds one cluster, one user and the context that joins them, all inline", () => {
    const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");
    assert.deepEqual(JSON.parse(kubeconfig(input)), {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "admin", cluster: { server: input.server, "certificate-authority-data": base64("CA ä") } }],
      users: [
        {
          name: "admin",
          user: { "client-certificate-data": base64("CERT"), "client-key-data": base64("KEY\n") },
        },
      ],
      contexts: [{ name: "admin", context: { cluster: "admin", user: "admin", namespace: "pmp" } }],
      "current-context": "admin",
    });
  });

  it("never tells a client to skip the check of the server's certificate", () => {
    assert.ok(!kubeconfig(input).includes("insecure"));
  });

  it("is YAML too, whatever the name", () => {
    const name = `o'dd "name": {x}`;
    const config = parse(kubeconfig({ ...input, name })) as { "current-context": string };
    assert.equal(config["current-context"], name);
  });
});
