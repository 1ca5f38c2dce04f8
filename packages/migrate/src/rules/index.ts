import type { CodeRule, Rule } from "../rule.ts";
import { otelSetUpRule } from "./code/otel-set-up.ts";
import { xrayAnnotation } from "./code/xray-annotation.ts";
import { xrayAwsSdkV2 } from "./code/xray-aws-sdk-v2.ts";
import { xrayCaptureFunction } from "./code/xray-capture-function.ts";
import { xrayClient } from "./code/xray-client.ts";
import { xrayContextMissing } from "./code/xray-context-missing.ts";
import { xrayDaemonAddress } from "./code/xray-daemon-address.ts";
import { xrayError } from "./code/xray-error.ts";
import { xrayExpress } from "./code/xray-express.ts";
import { xrayFastify } from "./code/xray-fastify.ts";
import { xrayFlag } from "./code/xray-flag.ts";
import { xrayFramework } from "./code/xray-framework.ts";
import { xrayGetSegment } from "./code/xray-get-segment.ts";
import { xrayGlobal } from "./code/xray-global.ts";
import { xrayLambda } from "./code/xray-lambda.ts";
import { xrayLogger } from "./code/xray-logger.ts";
import { xrayManual } from "./code/xray-manual.ts";
import { xrayMetadata } from "./code/xray-metadata.ts";
import { xrayMysql } from "./code/xray-mysql.ts";
import { xrayNewSubsegment } from "./code/xray-new-subsegment.ts";
import { xrayNoCounterpart } from "./code/xray-no-counterpart.ts";
import { xrayPlugins } from "./code/xray-plugins.ts";
import { xraySamplingRules } from "./code/xray-sampling-rules.ts";
import { xrayServiceName } from "./code/xray-service-name.ts";
import { xraySubsegmentType } from "./code/xray-subsegment-type.ts";
import { xrayUser } from "./code/xray-user.ts";
import { DEPLOYMENT_RULES } from "./deployment/index.ts";

/** Rules over code. A new one is a file in `code/` and a line here, with fixtures in test/packages/migrate/fixtures. */
export const CODE_RULES: readonly CodeRule[] = [
  ...[xrayExpress, xrayFastify, xrayFramework, xrayServiceName, xrayDaemonAddress, xrayPlugins, xrayLogger],
  ...[xrayContextMissing, xrayGlobal, xrayClient, xrayMysql, xrayAwsSdkV2, xrayCaptureFunction, xraySubsegmentType],
  ...[xrayGetSegment, xrayNewSubsegment, xrayAnnotation, xrayMetadata, xrayUser, xrayError, xrayFlag],
  ...[xrayNoCounterpart, xrayManual, xrayLambda, xraySamplingRules, otelSetUpRule],
];

export const RULES: readonly Rule[] = [...CODE_RULES, ...DEPLOYMENT_RULES];
