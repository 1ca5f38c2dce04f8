import manifest from "../package.json" with { type: "json" };

/** The value of `aws.xray.sdk`. */
export const SDK_NAME = "pmp-tracing";
export const VERSION: string = manifest.version;
