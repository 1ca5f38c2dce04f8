import { defineFact } from "../fact.ts";

export interface Encryption {
  readonly type: "NONE" | "KMS";
  readonly status: "UPDATING" | "ACTIVE";
  readonly keyId?: string;
}

export const encryption = defineFact({
  name: "encryption",
  title: "encryption of traces",
  iam: ["xray:GetEncryptionConfig"],
  read: async ({ aws }): Promise<Encryption> => {
    const { EncryptionConfig: config = {} } = await (await aws("xray")).getEncryptionConfig({});
    return {
      type: config.Type ?? "NONE",
      status: config.Status ?? "ACTIVE",
      ...(config.KeyId !== undefined && { keyId: config.KeyId }),
    };
  },
});
