import { defineCheck } from "../../check.ts";
import { encryption } from "../../facts/encryption.ts";

export const encryptionIsSettled = defineCheck({
  name: "encryption-is-settled",
  link: "account",
  title: "a change of the encryption of traces has settled",
  why: "While it is UPDATING, new traces may be encrypted in either way.",
  fix: "Wait: the change takes some minutes.",
  severity: "warning",
  needs: { config: encryption },
  settles: { deadline: 120, every: 5 },
  sources: ["https://docs.aws.amazon.com/xray/latest/api/API_EncryptionConfig.html"],
  *check({ config }) {
    if (config.status === "UPDATING") yield { message: "The encryption of traces is being changed.", settling: true };
  },
});
