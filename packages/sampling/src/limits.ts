/**
 * Limits that the X-Ray API enforces on a sampling rule.
 * Source: https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html
 * and https://docs.aws.amazon.com/general/latest/gr/xray.html (rules per region).
 */
export const LIMITS = {
  /** Characters in RuleName. */
  ruleName: 32,
  /** Lowest and highest Priority of a custom rule; a lower number is evaluated first. */
  priority: { min: 1, max: 9999 },
  /**
   * Highest ReservoirSize. The API names no limit for it but is a 32-bit integer field.
   */
  reservoir: 2_147_483_647,
  /** Characters in ServiceName, ServiceType and Host. */
  serviceName: 64,
  serviceType: 64,
  host: 64,
  /** Characters in HTTPMethod. */
  httpMethod: 10,
  /** Characters in URLPath. */
  urlPath: 128,
  /** Characters in ResourceARN. */
  resourceArn: 500,
  /** Pairs in Attributes, and characters in each key and value. */
  attributes: { pairs: 5, key: 32, value: 32 },
  /** CooldownWindowMinutes of a boost. The API answers 0 with an error, and names no highest value. */
  cooldownMinutes: { min: 1, max: 2_147_483_647 },
  /** Custom rules per account and region, besides the Default rule. A quota that AWS raises on request. */
  customRules: 25,
  /**
   * Statistics documents that one GetSamplingTargets call takes. SDKs send one per rule, the Default rule included.
   * Source: https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingTargets.html
   */
  statisticsDocuments: 25,
  /**
   * Captured requests a second and process at most. This project's own limit, far below X-Ray's quota of 2,600 documents a
   * second for an account and region.
   */
  capturesPerSecond: 100,
} as const;

/** Priority of X-Ray's own Default rule: after every custom rule. */
export const DEFAULT_RULE_PRIORITY = 10_000;
/** Name of X-Ray's own Default rule; no custom rule may have it. */
export const DEFAULT_RULE_NAME = "Default";
