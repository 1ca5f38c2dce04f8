import { defineFact, NotRead } from "../fact.ts";
import { nameOf } from "../aws/failure.ts";
import { encryption } from "./encryption.ts";

export interface EncryptionKey {
  readonly id: string;
  /** KMS's own word, such as Enabled, Disabled, PendingDeletion; NotFound when there is no such key. */
  readonly state: string;
}

export const encryptionKey = defineFact({
  name: "encryption-key",
  title: "KMS key that encrypts traces",
  iam: ["kms:DescribeKey"],
  read: async ({ aws, fact }): Promise<EncryptionKey> => {
    const { type, keyId } = await fact(encryption);
    if (type !== "KMS" || keyId === undefined)
      throw new NotRead("unsupported", "traces are not encrypted by a key of KMS");
    try {
      const { KeyMetadata } = await (await aws("kms")).describeKey({ KeyId: keyId });
      return { id: keyId, state: KeyMetadata?.KeyState ?? "Unknown" };
    } catch (error) {
      if (nameOf(error) === "NotFoundException") return { id: keyId, state: "NotFound" };
      throw error;
    }
  },
});
