import { readFileSync } from "node:fs";
import { LIMITS } from "@pmp/sampling";
import { messageOf, warnOnce } from "../report.ts";
import { parseConfiguration, type Configuration } from "./configuration.ts";
import { DEFAULT_CAPTURES_PER_SECOND, type AdaptiveSettings, type CaptureMode } from "./settings.ts";

const MODES: readonly CaptureMode[] = ["off", "faults", "anomalies"];
const MAX_LATENCY_MS = 3_600_000;

/**
 * Reads PMP_CAPTURE, PMP_CAPTURE_PER_SECOND, PMP_ANOMALY_LATENCY_MS and AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG. A value that
 * can't be used is reported and replaced by its default. Empty if none is set. A rule's DisableDefaultAnomalyDetection
 * turns off only X-Ray's default condition: PMP_ANOMALY_LATENCY_MS and the conditions of the configuration still count.
 */
export function readAdaptive(env: NodeJS.ProcessEnv): { adaptive?: AdaptiveSettings } {
  const config = configurationOf(env.AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG);
  const latencyMs = wholeOf("PMP_ANOMALY_LATENCY_MS", env.PMP_ANOMALY_LATENCY_MS, {
    min: 1,
    max: MAX_LATENCY_MS,
    instead: "Ignoring it.",
  });
  const instead = `Using ${config?.perSecond ?? DEFAULT_CAPTURES_PER_SECOND}.`;
  const perSecond = wholeOf("PMP_CAPTURE_PER_SECOND", env.PMP_CAPTURE_PER_SECOND, {
    min: 1,
    max: LIMITS.capturesPerSecond,
    instead,
  });
  // AWS's configuration alone turns captures on, as in AWS's other SDKs.
  const capture = modeOf(env.PMP_CAPTURE) ?? (config ? "anomalies" : undefined);
  const adaptive: AdaptiveSettings = {
    ...config,
    ...(latencyMs !== undefined && { latencyMs }),
    ...(perSecond !== undefined && { perSecond }),
    ...(capture !== undefined && { capture }),
  };
  return Object.keys(adaptive).length === 0 ? {} : { adaptive };
}

function modeOf(value: string | undefined): CaptureMode | undefined {
  const text = value?.trim().toLowerCase() ?? "";
  if (text === "") return undefined;
  const mode = MODES.find((each) => each === text);
  if (mode === undefined) {
    warnOnce(
      `capture:${text}`,
      `PMP_CAPTURE is ${JSON.stringify(text)}; it must be "off", "faults" or "anomalies". Using "off".`,
    );
  }
  return mode ?? "off";
}

interface Range {
  min: number;
  max: number;
  /** What is used in place of a wrong value. */
  instead: string;
}

function wholeOf(name: string, value: string | undefined, { min, max, instead }: Range): number | undefined {
  const text = value?.trim() ?? "";
  if (text === "") return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (number >= min && number <= max) return number;
  warnOnce(
    `${name}:${text}`,
    `${name} is ${JSON.stringify(text)}; it must be a whole number from ${min} to ${max}. ${instead}`,
  );
  return undefined;
}

/** The configuration itself or the path of a file with it, as AWS's other SDKs accept it. */
function configurationOf(value: string | undefined): Configuration | undefined {
  const given = value?.trim() ?? "";
  if (given === "") return undefined;
  try {
    return parseConfiguration(/^[{[]|\n/.test(given) ? given : readFileSync(given, "utf8"));
  } catch (error) {
    warnOnce(
      `adaptive-configuration:${messageOf(error)}`,
      `AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG can't be used and is ignored: ${messageOf(error)}`,
    );
    return undefined;
  }
}
