import assert from "node:assert/strict";
import fc from "fast-check";
import { render } from "./support/chart.ts";
import { allContainers, find, podOf } from "./support/manifests.ts";
import type { Manifest } from "./support/manifests.ts";

/** A number beyond a double is text for Kubernetes' reader and for Helm's writer, and infinite for that of the tests. */
const isBeyondDouble = (each: string): boolean => /^\d+e\d+$/.test(each) && !Number.isFinite(Number(each));
/** Names that YAML would read as something else than text when they stood without quotes. */
const name = fc.oneof(
  fc.constantFrom(
    "1234",
    "0x12",
    "1e3",
    "0o17",
    "010",
    "1.5",
    "y",
    "n",
    "on",
    "off",
    "yes",
    "no",
    "true",
    "false",
    "null",
  ),
  fc.stringMatching(/^[0-9][0-9a-f]{0,8}$/).filter((each) => !isBeyondDouble(each)),
  fc.stringMatching(/^[a-z]([-a-z0-9]{0,10}[a-z0-9])?$/),
);
const path = fc.oneof(
  fc.constantFrom(
    "/:",
    "/health:",
    "/a: b".replace(" ", ""),
    "/#a",
    "/a#",
    "/'",
    '/"',
    "/%41",
    "/a,b",
    "/&a",
    "/!",
    "/@",
    "/~",
    "/é",
    "/日本",
  ),
  fc.stringMatching(/^\/[a-z0-9:#'"&!%@`,~=-]{0,12}$/),
);
const text = fc.oneof(name, fc.constantFrom(": ", "a: b", "- a", "#", "{{", "~", "é", "'", '"', "a\nb", " x ", "%"));

/** Everything that is text and reaches an object, in the places where it stands there. */
const inputs = fc.record({
  release: fc.oneof(fc.constantFrom("1234", "0x12", "y", "true", "2024"), fc.stringMatching(/^[a-z0-9]{1,8}$/)),
  namespace: fc.oneof(fc.constantFrom("2024", "0", "on", "null"), fc.stringMatching(/^[a-z0-9]{1,8}$/)),
  priorityClassName: name,
  secret: name,
  key: fc.oneof(fc.constantFrom("1", "true", "a.b"), fc.stringMatching(/^[-._a-zA-Z0-9]{1,12}$/)),
  variable: fc.constantFrom("Y", "NULL", "TRUE", "_1", "A"),
  className: name,
  tlsSecret: name,
  pullSecret: name,
  tag: fc.constantFrom("1", "1.0", "0x1", "1e3", "true", "2024-01-02", "null"),
  healthPath: path,
  ingressPath: path,
  serviceName: fc.constantFrom("1", "true", "a:", ":", "é", "#a", "-", "'", "a:b", "{a}", "*", "&a", "!a", "%a", "`"),
  label: fc.constantFrom("1", "true", "", "1e3", "0x1"),
  annotation: text,
  env: text,
});

/** Every leaf of an object with its path. */
function leaves(value: unknown, at = ""): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null) return [[at, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${at}/${key}`));
}

/** What the API wants as a number or a boolean, by the last part of its path; everything else is text. */
const notText = new Set([
  ...[
    "replicas",
    "containerPort",
    "port",
    "targetPort",
    "maxUnavailable",
    "maxSurge",
    "maxSkew",
    "minReplicas",
    "maxReplicas",
  ],
  ...[
    "averageUtilization",
    "periodSeconds",
    "failureThreshold",
    "timeoutSeconds",
    "seconds",
    "terminationGracePeriodSeconds",
  ],
  ...["activeDeadlineSeconds", "runAsUser", "runAsGroup", "fsGroup", "runAsNonRoot", "allowPrivilegeEscalation"],
  ...["readOnlyRootFilesystem", "readOnly", "automountServiceAccountToken", "enableServiceLinks", "cpu"],
]);

function variableOf(manifest: Manifest, variable: string): unknown {
  return podOf(manifest)!.spec.containers[0]!.env!.find((each) => each.name === variable)?.valueFrom;
}

describe("chart: text", () => {
  it("stays text, and the same text, whatever it looks like", async function () {
    this.timeout(240_000);
    const property = fc.asyncProperty(inputs, async (given) => {
      const manifests = await render({
        release: given.release,
        namespace: given.namespace,
        values: {
          imagePullSecrets: [{ name: given.pullSecret }],
          api: {
            image: { tag: given.tag },
            priorityClassName: given.priorityClassName,
            extraEnv: [{ name: given.variable, valueFrom: { secretKeyRef: { name: given.secret, key: given.key } } }],
            env: { OTHER: given.env },
            healthPath: given.healthPath,
            serviceName: given.serviceName,
            podLabels: { team: given.label },
            podAnnotations: { note: given.annotation },
            serviceAccountAnnotations: { note: given.annotation },
            ingress: {
              enabled: true,
              className: given.className,
              tls: [{ secretName: given.tlsSecret }],
              path: given.ingressPath,
              annotations: { note: given.annotation },
            },
            httpRoute: { enabled: true, parentRefs: [{ name: given.className }], path: given.ingressPath },
          },
          agent: {
            priorityClassName: given.priorityClassName,
            podLabels: { team: given.label },
            podAnnotations: { note: given.annotation },
          },
        },
      });
      const deployment = find(manifests, "Deployment", "pmp-api");
      const { spec, metadata } = podOf(deployment)!;
      const ingress = find(manifests, "Ingress", "pmp-api");
      for (const each of manifests) {
        assert.equal(each.metadata.namespace, given.namespace);
        assert.equal(each.metadata.labels?.["app.kubernetes.io/instance"], given.release);
      }
      assert.equal(spec.priorityClassName, given.priorityClassName);
      assert.deepEqual(spec.imagePullSecrets, [{ name: given.pullSecret }]);
      assert.deepEqual(variableOf(deployment, given.variable), {
        secretKeyRef: { name: given.secret, key: given.key },
      });
      assert.equal(allContainers(spec)[0]!.image, `pmp-api:${given.tag}`);
      assert.equal(spec.containers[0]!.livenessProbe?.httpGet?.path, given.healthPath);
      assert.equal(metadata.labels?.team, given.label);
      assert.equal(metadata.annotations?.note, given.annotation);
      assert.equal(ingress.metadata.annotations?.note, given.annotation);
      assert.partialDeepStrictEqual(ingress.spec, {
        ingressClassName: given.className,
        tls: [{ secretName: given.tlsSecret }],
        rules: [{ http: { paths: [{ path: given.ingressPath }] } }],
      });
      const { data } = find(manifests, "ConfigMap", "pmp-api-config");
      assert.equal(data!.OTHER, given.env);
      assert.equal(data!.OTEL_SERVICE_NAME, given.serviceName);
      for (const manifest of manifests) {
        const wrong = leaves(manifest).filter(
          ([at, value]) => typeof value !== "string" && !notText.has(at.split("/").at(-1) ?? ""),
        );
        assert.deepEqual(wrong, [], `${manifest.kind}/${manifest.metadata.name}`);
      }
    });
    await fc.assert(property, { numRuns: 25, endOnFailure: true });
  });

  it("is in quotes where readers differ on whether it is a number, as those of JavaScript do from Kubernetes' own", async () => {
    const manifests = await render({ values: { imagePullSecrets: [{ name: "9e637" }] } });
    for (const manifest of manifests) {
      const pod = podOf(manifest);
      if (pod) assert.deepEqual(pod.spec.imagePullSecrets, [{ name: "9e637" }], manifest.kind);
    }
  });

  it("of the release's namespace is nowhere but in its field, so that a tool may move the objects into another", async () => {
    const manifests = await render({
      stage: "prod",
      namespace: "somewhere",
      values: { api: { autoscaling: { enabled: true } } },
    });
    const places = manifests.flatMap((manifest) =>
      leaves(manifest)
        .filter(([, value]) => String(value).includes("somewhere"))
        .map(([at]) => at.replace(/^\/metadata\/annotations\//, "annotation ")),
    );
    // The annotation is read by appliers that know the objects by their place, and by nothing else.
    assert.deepEqual([...new Set(places)].sort(), [
      "/metadata/namespace",
      "annotation config.kubernetes.io/depends-on",
    ]);
  });
});
