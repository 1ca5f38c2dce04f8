import { closed, listOf, type Schema } from "./json-schema.ts";

/**
 * Parts of a pod that the values take as Kubernetes has them:
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 */

const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
const text: Schema = { type: "string", minLength: 1 };
const object: Schema = { type: "object" };
const variableName: Schema = { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$" };
const weight: Schema = { type: "integer", minimum: 1, maximum: 100 };

const keyOfObject = closed(
  { name: ref("name"), key: text, optional: { type: "boolean" } },
  { required: ["name", "key"] },
);
const sourceOfKeys = closed({ name: ref("name"), optional: { type: "boolean" } }, { required: ["name"] });

const nodeRequirements = listOf(
  closed(
    {
      key: text,
      operator: { enum: ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"] },
      values: listOf({ type: "string" }),
    },
    { required: ["key", "operator"] },
  ),
);
const nodeSelectorTerm = closed({ matchExpressions: nodeRequirements, matchFields: nodeRequirements });

const podAffinityTerm = closed(
  {
    topologyKey: text,
    labelSelector: ref("labelSelector"),
    namespaceSelector: ref("labelSelector"),
    namespaces: listOf(text),
    matchLabelKeys: listOf(text),
    mismatchLabelKeys: listOf(text),
  },
  { required: ["topologyKey"] },
);
const podAffinity = closed({
  requiredDuringSchedulingIgnoredDuringExecution: listOf(podAffinityTerm),
  preferredDuringSchedulingIgnoredDuringExecution: listOf(
    closed({ weight, podAffinityTerm }, { required: ["weight", "podAffinityTerm"] }),
  ),
});

/** What Pod Security "restricted" allows: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const VOLUME_KINDS = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

const probe = object;
const objects = listOf(object);

export const podDefinitions: Readonly<Record<string, Schema>> = {
  affinity: closed({
    nodeAffinity: closed({
      requiredDuringSchedulingIgnoredDuringExecution: closed(
        { nodeSelectorTerms: listOf(nodeSelectorTerm, { minItems: 1 }) },
        { required: ["nodeSelectorTerms"] },
      ),
      preferredDuringSchedulingIgnoredDuringExecution: listOf(
        closed({ weight, preference: nodeSelectorTerm }, { required: ["weight", "preference"] }),
      ),
    }),
    podAffinity,
    podAntiAffinity: podAffinity,
  }),
  /** The fields of a container; what is below them is judged by the API server. */
  container: closed(
    {
      name: { type: "string", maxLength: 63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" },
      image: text,
      args: listOf({ type: "string" }),
      command: listOf({ type: "string" }),
      env: objects,
      envFrom: objects,
      imagePullPolicy: ref("pullPolicy"),
      lifecycle: object,
      livenessProbe: probe,
      ports: objects,
      readinessProbe: probe,
      resizePolicy: objects,
      resources: object,
      restartPolicy: { type: "string" },
      securityContext: object,
      startupProbe: probe,
      stdin: { type: "boolean" },
      stdinOnce: { type: "boolean" },
      terminationMessagePath: { type: "string" },
      terminationMessagePolicy: { type: "string" },
      tty: { type: "boolean" },
      volumeDevices: objects,
      volumeMounts: listOf(ref("volumeMount")),
      workingDir: { type: "string" },
    },
    { required: ["name", "image"] },
  ),
  environmentSource: closed(
    { prefix: variableName, configMapRef: sourceOfKeys, secretRef: sourceOfKeys },
    { oneOf: [{ required: ["configMapRef"] }, { required: ["secretRef"] }] },
  ),
  /** Without plain values, which belong in a map where none is written twice. */
  environmentVariable: closed(
    {
      name: variableName,
      valueFrom: closed(
        {
          configMapKeyRef: keyOfObject,
          secretKeyRef: keyOfObject,
          fieldRef: closed({ apiVersion: text, fieldPath: text }, { required: ["fieldPath"] }),
          resourceFieldRef: closed(
            { containerName: text, resource: text, divisor: { type: ["string", "number"] } },
            { required: ["resource"] },
          ),
        },
        { minProperties: 1, maxProperties: 1 },
      ),
    },
    { required: ["name", "valueFrom"] },
  ),
  topologySpreadConstraint: closed(
    {
      topologyKey: text,
      maxSkew: { type: "integer", minimum: 1 },
      whenUnsatisfiable: { enum: ["ScheduleAnyway", "DoNotSchedule"] },
      minDomains: { type: "integer", minimum: 1 },
      nodeAffinityPolicy: { enum: ["Honor", "Ignore"] },
      nodeTaintsPolicy: { enum: ["Honor", "Ignore"] },
    },
    { required: ["topologyKey", "maxSkew", "whenUnsatisfiable"] },
  ),
  volume: closed(
    {
      name: { type: "string", maxLength: 63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" },
      ...Object.fromEntries(VOLUME_KINDS.map((kind) => [kind, object])),
    },
    { required: ["name"], minProperties: 2, maxProperties: 2 },
  ),
  volumeMount: closed(
    {
      name: text,
      mountPath: { type: "string", pattern: "^/" },
      mountPropagation: { type: "string" },
      readOnly: { type: "boolean" },
      recursiveReadOnly: { type: "string" },
      subPath: text,
      subPathExpr: text,
    },
    { required: ["name", "mountPath"] },
  ),
};
