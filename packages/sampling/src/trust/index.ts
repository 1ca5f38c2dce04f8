/** Whose decision to sample a trace counts: addresses, headers of proxies, and the setting. */
export { trustsCaller, UNIX_SOCKET, type Caller } from "./decide.ts";
export {
  correctedTrust,
  DEFAULT_TRUST,
  parseTrust,
  parseTrustEntries,
  TRUST_ALLOWED,
  trustsOutside,
  type TrustSetting,
} from "./setting.ts";
