import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { KubernetesProvider } from "../../../../local/plugins/kubernetes/provider.ts";
import type { ProviderOptions } from "../../../../local/plugins/kubernetes/options.ts";
import { plainProperties, type Properties } from "../../../../local/plugins/properties.ts";
import { fakeKubectl, type FakeKubectl, type KubectlAnswer } from "../../kubectl.ts";
import { setEnv } from "../../../support/env.ts";

const urn = "urn:pulumi:local::pmp-xray::kubernetes:core/v1:ConfigMap::name";
const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", namespace: "pmp" }, data: { a: "b" } };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "pmp-api", namespace: "pmp" },
  spec: { replicas: 1, selector: { matchLabels: { app: "a" } } },
};
const target = ["--kubeconfig", "/w/kube config"];
const apply = [
  ...target,
  ...["apply", "--server-side", "--force-conflicts", "--field-manager", "pulumi-kubernetes-local"],
  ...["--validate=strict", "--output", "json", "--filename", "-"],
];
const rollout = [
  ...target,
  ...["rollout", "status", "Deployment.v1.apps/pmp-api", "--namespace", "pmp", "--timeout", "600s"],
];

const look = (name: string): readonly string[] => [
  ...target,
  ...["get", name, "--namespace", "pmp", "--ignore-not-found", "--output", "json"],
];
/** As this project's program configures it. */
const ours: ProviderOptions = {
  enableConfigMapMutable: true,
  enablePatchForce: true,
  upsertExistingObjects: false,
};

describe("local/plugins/kubernetes/provider", () => {
  const provider = new KubernetesProvider("4.34.2", ours);
  let restore: () => void = () => undefined;

  afterEach(() => restore());

  /** Has the provider run a kubectl that gives these answers. */
  async function kubectl(...answers: KubectlAnswer[]): Promise<FakeKubectl> {
    const fake = await fakeKubectl(answers);
    restore = setEnv({ PMP_XRAY_KUBECTL: fake.file, PMP_XRAY_KUBECONFIG: "/w/kube config" });
    return fake;
  }

  const applied = (live: object): KubectlAnswer => ({ when: "apply", stdout: JSON.stringify(live) });

  describe("create", () => {
    it("applies the object server-side and strictly, and records what lives with what was asked for", async () => {
      const live = { ...configMap, metadata: { ...configMap.metadata, uid: "1" } };
      const fake = await kubectl(applied(live));
      const created = await provider.create(urn, configMap);
      assert.equal(created.id, "pmp/c");
      assert.deepEqual(created.outs, { ...live, __inputs: configMap });
      const [first, call, ...more] = fake.calls();
      assert.deepEqual(first!.args, look("ConfigMap/c"));
      assert.deepEqual(call!.args, apply);
      assert.deepEqual(JSON.parse(call!.input), configMap);
      assert.deepEqual(more, []);
    });

    it("gives Kubernetes what is inside a secret", async () => {
      const fake = await kubectl(applied(configMap));
      const secret = { [runtime.specialSigKey]: runtime.specialSecretSig, value: "hidden" };
      await provider.create(urn, { ...configMap, data: { a: secret } });
      assert.deepEqual(JSON.parse(fake.calls()[1]!.input), { ...configMap, data: { a: "hidden" } });
    });

    it("waits for a workload's pods", async () => {
      const fake = await kubectl(applied(deployment));
      await provider.create(urn, deployment);
      assert.deepEqual(
        fake.calls().map(({ args }) => args),
        [look("Deployment.v1.apps/pmp-api"), apply, rollout],
      );
    });

    it("waits for the address of an Ingress, unless its annotation says not to", async () => {
      const metadata = { name: "pmp-api", namespace: "pmp" };
      const ingress = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata };
      const fake = await kubectl(applied(ingress));
      await provider.create(urn, ingress);
      assert.deepEqual(fake.calls().at(-1)!.args.slice(target.length), [
        ...["wait", "--for=jsonpath={.status.loadBalancer.ingress}", "Ingress.v1.networking.k8s.io/pmp-api"],
        ...["--namespace", "pmp", "--timeout", "600s"],
      ]);
      await provider.create(urn, {
        ...ingress,
        metadata: { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } },
      });
      assert.deepEqual(fake.calls().at(-1)!.args, apply);
    });

    it("refuses an object that is there, and changes nothing, unless it may create over it", async () => {
      const there: KubectlAnswer = { when: "get", stdout: JSON.stringify(configMap) };
      const fake = await kubectl(there, applied(configMap));
      await assert.rejects(provider.create(urn, configMap), /^Error: ConfigMap\/c "c" already exists\. /);
      assert.deepEqual(
        fake.calls().map(({ args }) => args),
        [look("ConfigMap/c")],
      );
      await new KubernetesProvider("4.34.2", { ...ours, upsertExistingObjects: true }).create(urn, configMap);
      assert.deepEqual(fake.calls().at(-1)!.args, apply);
    });

    it("leaves a field to the manager that has set it, unless it may take it", async () => {
      const fake = await kubectl(applied(configMap));
      await new KubernetesProvider("4.34.2", { ...ours, enablePatchForce: false }).create(urn, configMap);
      assert.deepEqual(
        fake.calls().at(-1)!.args,
        apply.filter((arg) => arg !== "--force-conflicts"),
      );
    });

    it("says why a workload does not come up: kubectl's words and the cluster's last warnings", async () => {
      const warnings = Array.from({ length: 20 }, (_, index) => `warning ${index}`);
      const fake = await kubectl(
        applied(deployment),
        { when: "rollout", stderr: "error: timed out waiting", exitCode: 1 },
        { when: "get events", stdout: warnings.join("\n") },
      );
      await assert.rejects(provider.create(urn, deployment), (error: unknown) => {
        assert.ok(error instanceof Error);
        const [first, ...lines] = error.message.split("\n");
        assert.match(first!, /^kubectl rollout status .*: error: timed out waiting$/);
        assert.deepEqual(lines, warnings.slice(-12));
        return true;
      });
      assert.deepEqual(fake.calls().at(-1)!.args, [
        ...target,
        ...["get", "events", "--namespace", "pmp", "--sort-by", ".lastTimestamp", "--field-selector", "type=Warning"],
      ]);
    });

    it("says it also where the warnings can't be had", async () => {
      await kubectl(
        applied(deployment),
        { when: "rollout", stderr: "timed out", exitCode: 1 },
        { when: "get events", stderr: "forbidden", exitCode: 1 },
      );
      await assert.rejects(provider.create(urn, deployment), /: timed out\n$/);
    });

    it("fails with kubectl's own words when the object is refused", async () => {
      await kubectl({ when: "apply", stderr: `unknown field "spec.replica"`, exitCode: 1 });
      await assert.rejects(
        provider.create(urn, deployment),
        /^Error: kubectl apply .*: unknown field "spec\.replica"$/,
      );
    });

    it("says it when there is no kubectl", async () => {
      restore = setEnv({ PMP_XRAY_KUBECTL: "/missing/kubectl", PMP_XRAY_KUBECONFIG: "/w" });
      await assert.rejects(provider.create(urn, configMap), /kubectl get .*(?:ENOENT|\/missing\/kubectl)/);
    });
  });

  it("updates by the same apply, and waits too", async () => {
    const fake = await kubectl(applied(deployment));
    const news = { ...deployment, spec: { ...deployment.spec, replicas: 2 } };
    const updated: unknown = (await provider.update("pmp/pmp-api", urn, deployment, news)).outs;
    assert.deepEqual(updated, { ...deployment, __inputs: news });
    assert.deepEqual(
      fake.calls().map(({ args }) => args),
      [apply, rollout],
    );
    assert.deepEqual(JSON.parse(fake.calls()[0]!.input), news);
  });

  it("deletes what lives, waits until it is gone, and is content when it is gone already", async () => {
    const fake = await kubectl();
    await provider.delete("pmp/pmp-api", urn, { ...deployment, __inputs: deployment });
    assert.deepEqual(
      fake.calls().map(({ args }) => args),
      [
        [
          ...target,
          ...["delete", "Deployment.v1.apps/pmp-api", "--namespace", "pmp"],
          ...["--ignore-not-found", "--wait", "--timeout", "600s"],
        ],
      ],
    );
  });

  it("fails to delete with kubectl's own words", async () => {
    await kubectl({ when: "delete", stderr: "forbidden", exitCode: 1 });
    await assert.rejects(provider.delete("pmp/c", urn, configMap), /kubectl delete .*: forbidden$/);
  });

  describe("delete, where the cluster does not answer", () => {
    const refused: KubectlAnswer = {
      when: "delete",
      stderr: "The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?",
      exitCode: 1,
    };
    const forget = (value: string): void => {
      const before = restore;
      const again = setEnv({ PULUMI_K8S_DELETE_UNREACHABLE: value });
      restore = () => {
        again();
        before();
      };
    };

    it("fails, and names the variable of the official plugin", async () => {
      await kubectl(refused);
      forget("false");
      await assert.rejects(provider.delete("pmp/c", urn, configMap), /PULUMI_K8S_DELETE_UNREACHABLE=true\n.*refused/);
    });

    it("forgets the object when it is told to", async () => {
      await kubectl(refused);
      forget("true");
      await provider.delete("pmp/c", urn, configMap);
    });

    it("does not take another failure for it", async () => {
      await kubectl({ when: "delete", stderr: "error: timed out waiting for the condition", exitCode: 1 });
      forget("true");
      await assert.rejects(provider.delete("pmp/c", urn, configMap), /timed out/);
    });
  });

  describe("diff", () => {
    const recorded = { ...configMap, metadata: { ...configMap.metadata, uid: "1" }, __inputs: configMap };
    const diff = (olds: Properties, news: Properties) => provider.diff("id", urn, olds, news);

    it("compares what is asked for with what was asked for, not with what Kubernetes added", async () => {
      assert.deepEqual(await diff(recorded, configMap), { changes: false, replaces: [], deleteBeforeReplace: true });
    });

    it("sees what is changed, added or gone", async () => {
      for (const data of [{ a: "c" }, { a: "b", d: "e" }, {}]) {
        const result = await diff(recorded, { ...configMap, data });
        assert.deepEqual([result.changes, result.replaces], [true, []]);
      }
    });

    it("replaces where Kubernetes lets nobody change, the old object first", async () => {
      const news = { ...configMap, metadata: { name: "d", namespace: "pmp" } };
      const result = await diff(recorded, news);
      assert.deepEqual(result, { changes: true, replaces: ["metadata.name"], deleteBeforeReplace: true });
    });

    it("takes a state without inputs as it is", async () => {
      assert.equal((await diff(configMap, configMap)).changes, false);
    });
  });

  it("takes an object with kind and version, and refuses one without, by its type", async () => {
    const inputs: unknown = (await provider.check(urn, {}, configMap)).inputs;
    assert.deepEqual(inputs, configMap);
    for (const key of ["kind", "apiVersion"]) {
      await assert.rejects(
        async () => provider.check(urn, {}, { ...configMap, [key]: undefined }),
        /^Error: kubernetes:core\/v1:ConfigMap: apiVersion and kind are missing$/,
      );
    }
  });

  it("replaces a ConfigMap for its data, unless it may change it in place", async () => {
    const strict = new KubernetesProvider("4.34.2", { ...ours, enableConfigMapMutable: false });
    const { replaces } = await strict.diff("id", urn, configMap, { ...configMap, data: { a: "c" } });
    assert.deepEqual(replaces, ["data"]);
    strict.configure(ours);
    assert.deepEqual((await strict.diff("id", urn, configMap, { ...configMap, data: { a: "c" } })).replaces, []);
  });

  describe("read", () => {
    const status = (replicas: number) => ({
      ...deployment,
      spec: { ...deployment.spec, replicas },
      status: { replicas },
    });
    const state = { ...status(1), __inputs: deployment };
    const live = (object: object): KubectlAnswer => ({ when: "get", stdout: JSON.stringify(object) });

    it("sees nothing in what changes by itself", async () => {
      await kubectl(live({ ...status(1), status: { replicas: 0 }, metadata: { ...deployment.metadata, uid: "2" } }));
      const read = await provider.read("pmp/pmp-api", urn, state);
      assert.deepEqual([read.id, plainProperties(read.props)], ["pmp/pmp-api", state]);
      assert.deepEqual(plainProperties(read.inputs), deployment);
    });

    it("sees what somebody else has changed, as the program would have written it", async () => {
      await kubectl(live(status(5)));
      const read = await provider.read("pmp/pmp-api", urn, state);
      const changed = { ...deployment, spec: { ...deployment.spec, replicas: 5 } };
      assert.deepEqual(plainProperties(read.inputs), changed);
      assert.deepEqual(plainProperties(read.props), { ...status(5), __inputs: changed });
    });

    it("sees that it is gone", async () => {
      await kubectl({ when: "get", stdout: "" });
      assert.equal((await provider.read("pmp/pmp-api", urn, state)).id, "");
    });

    it("gives back a state that holds no object", async () => {
      assert.deepEqual(await provider.read("x", urn, {}), { id: "x", props: {} });
    });
  });

  it("constructs charts, and refuses any other component by name", async () => {
    await assert.rejects(
      async () => provider.construct("x", "kubernetes:yaml/v2:ConfigFile", {}, {}),
      /constructs kubernetes:helm\.sh\/v4:Chart, not kubernetes:yaml\/v2:ConfigFile/,
    );
  });
});
