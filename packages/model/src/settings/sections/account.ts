import { z } from "zod";
import { ranged, yesNo } from "../field.ts";
import { retentionDays } from "./cluster.ts";
import { arn } from "./forms.ts";

/** The account's rules for IAM. */
export const iam = z
  .strictObject({
    /** A policy that bounds every role this program makes. */
    permissionsBoundary: arn("iam", "policy/", "arn:aws:iam::123456789012:policy/boundary").exactOptional(),
    /** Allow the agent's X-Ray calls in the stack's region only. */
    restrictRegion: yesNo(true).default(false),
  })
  .prefault({});

/**
 * Switches of the whole account and region, not of this stack. Off unless set. What they make is protected: Pulumi refuses
 * to delete it until it is unprotected by hand, and deleting it does not restore the former state.
 */
export const account = z
  .strictObject({
    /**
     * X-Ray encrypts all traces of the account and region with this KMS key. If X-Ray loses the use of the key, it stops
     * storing traces.
     */
    encryptionKeyArn: arn(
      "kms",
      "key/",
      "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    ).exactOptional(),
    /** Transaction Search: all spans go to CloudWatch Logs (aws/spans, billed by volume), a share of them is indexed. */
    transactionSearch: z
      .strictObject({
        /** Share of traces that are indexed as X-Ray trace summaries. 1 % costs nothing. */
        indexingPercent: ranged(0, 100, "percent of traces", 1).default(1),
        /** How long aws/spans keeps spans. */
        retentionDays: retentionDays(30).default(30),
      })
      .exactOptional(),
  })
  .prefault({});
