export type { XRayLocal, XRayLocalOptions } from "./options.ts";
export type * from "./page-api.ts";
