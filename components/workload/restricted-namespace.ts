import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

export interface RestrictedNamespaceArgs {
  /** Name of the namespace: 1 to 63 of a-z 0-9 and -. */
  readonly namespace: pulumi.Input<string>;
}

/**
 * A namespace where the API server refuses every pod that isn't "restricted". It enforces at the API server, so that a
 * pod that is made by hand is refused too, not only the chart's.
 * https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export class RestrictedNamespace extends pulumi.ComponentResource {
  /** Name of the namespace, known once it exists. */
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: RestrictedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:workload:RestrictedNamespace", name, {}, opts);
    const namespace = new kubernetes.core.v1.Namespace(
      `${name}-namespace`,
      {
        metadata: {
          name: args.namespace,
          labels: {
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "latest",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/audit": "restricted",
          },
        },
      },
      { parent: this },
    );
    this.namespace = namespace.metadata.name;
    this.registerOutputs({ namespace: this.namespace });
  }
}
