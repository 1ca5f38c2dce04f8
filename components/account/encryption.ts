import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface TraceEncryptionArgs {
  /** ARN of the KMS key, in the account's region. */
  readonly keyArn: pulumi.Input<string>;
}

/**
 * Encrypts every trace of the account and region with a KMS key of yours. Not this stack's traces: all of them.
 * Deleting this sets X-Ray back to its own key, and traces encrypted with yours stay so; if X-Ray loses the use of the key, it
 * stops storing traces. So it is protected: `pulumi destroy` stops at it until it is unprotected.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-encryption.html
 */
export class TraceEncryption extends pulumi.ComponentResource {
  constructor(name: string, { keyArn }: TraceEncryptionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pmp:account:TraceEncryption", name, {}, opts);
    new aws.xray.EncryptionConfig(`${name}-config`, { type: "KMS", keyId: keyArn }, { parent: this, protect: true });
    pulumi
      .output(keyArn)
      .apply((key) => pulumi.log.warn(`All X-Ray traces of this account and region are encrypted with ${key}.`, this));
    this.registerOutputs({});
  }
}
