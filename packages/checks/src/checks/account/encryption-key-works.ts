import { defineCheck } from "../../check.ts";
import { encryptionKey } from "../../facts/encryption-key.ts";
import { awsCli } from "../parts/commands.ts";

export const encryptionKeyWorks = defineCheck({
  name: "encryption-key-works",
  link: "account",
  title: "the key that encrypts traces can be used",
  why: "When X-Ray loses the use of its key it stops storing traces, and tells no agent.",
  fix: "Enable the key, cancel its deletion, or change the encryption.",
  needs: { key: encryptionKey },
  sources: ["https://docs.aws.amazon.com/xray/latest/devguide/xray-console-encryption.html"],
  *check({ key }, target) {
    if (key.state === "Enabled") return;
    const fixes: Readonly<Record<string, string>> = {
      Disabled: `kms enable-key --key-id ${key.id}`,
      PendingDeletion: `kms cancel-key-deletion --key-id ${key.id}`,
      NotFound: "xray put-encryption-config --type NONE",
    };
    const fix = fixes[key.state];
    yield {
      message: `The key that encrypts traces is ${key.state}.`,
      object: key.id,
      ...(fix !== undefined && { fix: awsCli(target, fix) }),
    };
  },
});
