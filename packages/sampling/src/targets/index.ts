/** To which hosts the headers of a trace are sent. */
export {
  correctedTargets,
  DEFAULT_TARGETS,
  parseTargetEntries,
  parseTargets,
  TARGETS_ALLOWED,
  type TargetSetting,
} from "./setting.ts";
export { Targets } from "./targets.ts";
