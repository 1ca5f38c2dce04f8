/** What a kubeconfig for one user of one cluster needs. */
export interface KubeconfigInput {
  /** Name of the cluster, the user and the context. */
  readonly name: string;
  /** URL of the API server. */
  readonly server: string;
  /** PEM texts. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A kubeconfig with everything inline, as JSON, which is valid YAML. */
export function kubeconfig(input: KubeconfigInput): string {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        { name: input.name, cluster: { server: input.server, "certificate-authority-data": base64(input.ca) } },
      ],
      users: [
        {
          name: input.name,
          user: { "client-certificate-data": base64(input.cert), "client-key-data": base64(input.key) },
        },
      ],
      contexts: [{ name: input.name, context: { cluster: input.name, user: input.name, namespace: "pmp" } }],
      "current-context": input.name,
    },
    undefined,
    2,
  );
}
