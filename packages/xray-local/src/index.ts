export { useLittleMemory } from "./memory.ts";
export { PortTakenError } from "./receive/ports.ts";
export { startXRayLocal } from "./start.ts";
export type { XRayLocal, XRayLocalOptions } from "./options.ts";
export type * from "./page-api.ts";
