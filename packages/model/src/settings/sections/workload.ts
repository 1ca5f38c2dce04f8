import { parseTargetEntries, TARGETS_ALLOWED } from "@pmp/sampling/targets";
import { z } from "zod";
import { field, oneOf, text, whole, yesNo } from "../field.ts";
import { httpUrl, image, roleArn } from "./forms.ts";

/** The API that is traced. */
export const api = z.strictObject({
  image,
  replicas: whole(1, 100, "pods", 2).default(2),
  /**
   * The service's name in X-Ray. Groups, alarms and sampling rules are made from it: at most 25 characters, so that the
   * longest group name keeps within X-Ray's 32.
   */
  serviceName: text(
    /^[A-Za-z][A-Za-z0-9-]{0,24}$/,
    "1 to 25 letters, digits and -, beginning with a letter",
    "pmp-api",
  ).default("pmp-api"),
  /**
   * Hosts that get a trace's headers (PMP_PROPAGATE_TO): names with * for any characters, default for one's own hosts and
   * AWS's, or * or none alone. Empty: default.
   */
  propagateTo: z
    .array(
      field(
        z.string().refine((entry) => isTarget(entry)),
        { allowed: TARGETS_ALLOWED, example: "*.example.com" },
      ),
    )
    .default([]),
});

function isTarget(entry: string): boolean {
  return entry !== "" && parseTargetEntries([entry]).problems.length === 0;
}

/** What takes the API's segments to X-Ray, one per node. */
export const agent = z
  .strictObject({
    kind: oneOf(["xrayDaemon", "otelCollector"]).default("xrayDaemon"),
    /** Without it, the chart's own pinned image. */
    image: image.exactOptional(),
    /** A custom X-Ray endpoint: a VPC endpoint, FIPS, or an emulator. Without it, the region's. */
    endpoint: httpUrl("https://xray-fips.us-east-1.amazonaws.com").exactOptional(),
    /** A custom STS endpoint, for the agent's own credentials. */
    stsEndpoint: httpUrl("https://sts.us-east-1.amazonaws.com").exactOptional(),
    /** true on a cluster without EKS's webhook: the chart mounts the service account's token for AWS itself. */
    projectToken: yesNo(true).default(false),
    /** A role of another account that the agent takes, so that the traces go there. */
    assumeRoleArn: roleArn.exactOptional(),
  })
  .prefault({});

/** Further values of charts/pmp-xray, as in its values.yaml. A null removes a default. The chart's schema and rules check them. */
export const chart = z.record(z.string(), z.unknown()).default({});
