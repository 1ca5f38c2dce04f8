export { ConfigError } from "../kit/config.ts";
export { today } from "../kit/today.ts";
export { checkManifests } from "./check.ts";
export { readConfig } from "./config.ts";
export { readManifests } from "./read.ts";
export { formatReport, reportJson } from "./report.ts";
