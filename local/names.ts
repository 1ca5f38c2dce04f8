import { join } from "node:path";

/** Root of the repository. */
export const repository = join(import.meta.dirname, "..");
/** The API's service name in X-Ray, and its Service in the cluster. */
export const service = "pmp-api";
/** The stack of each platform; its file is `Pulumi.NAME.yaml`. */
export const stackNames = { eks: "local", ecs: "local-ecs" } as const;
export type StackName = (typeof stackNames)[keyof typeof stackNames];
/** Where the stack's objects live. */
export const namespace = "pmp";
/** The port of the API in its container. */
export const apiPort = 3001;
