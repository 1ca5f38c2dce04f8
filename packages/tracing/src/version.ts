import manifest from "../package.json" with { type: "json" };

/** What `aws.xray.sdk` says about the sender. */
export const SDK_NAME = "pmp-tracing";
export const VERSION: string = manifest.version;
