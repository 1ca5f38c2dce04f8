import assert from "node:assert/strict";
import { join } from "node:path";
import { checkPlan, readPlanning } from "@pmp/model";
import { plotSvg, simulate, simulateIncidents, type Forecast } from "@pmp/planning";
import { stackConfig } from "../../../offline/stack-config.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** A picture of docs/, as it must be. */
export interface GeneratedPicture {
  readonly file: string;
  readonly text: string;
}

/** Requests of a day as a shop has them, and a month with two incidents: what the pages say of their pictures. */
const DAILY = [1, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 9, 9, 9, 9, 8, 8, 7, 6, 5, 3, 2, 1];
const FAULTS = { faultPercent: 0.1, incidents: { perMonth: 2, minutes: 30, faultPercent: 20 } };

/** The pictures that the simulation of stack prod draws, with the seed and days of `pmp-xray sampling simulate`. */
export function generatedPictures(): readonly GeneratedPicture[] {
  const plain = forecastOf({});
  const adaptive = forecastOf({ adaptive: true, capturePerSecond: 1 });
  const options = { days: 30, seed: 1 };
  return [
    picture("traces-by-rule.svg", plotSvg("Recorded traces by rule", simulate(plain, options).rules)),
    picture(
      "faults-seen.svg",
      plotSvg(
        "Faults, by what shows them",
        simulateIncidents(adaptive, { ...options, capturePerSecond: 1 }).faultsByHour,
      ),
    ),
  ];
}

function picture(name: string, text: string): GeneratedPicture {
  return { file: join(ROOT, "docs/images", name), text };
}

/** The forecast of stack prod with the day and the faults above. */
function forecastOf(more: Readonly<Record<string, unknown>>): Forecast {
  const config = stackConfig("prod");
  const own = JSON.parse(config["pmp-xray:sampling"] ?? "{}") as { readonly traffic: object };
  const sampling = { ...own, ...more, traffic: { ...own.traffic, daily: DAILY, ...FAULTS } };
  const { planning, problems } = readPlanning({ ...config, "pmp-xray:sampling": JSON.stringify(sampling) });
  assert.ok(planning !== undefined, JSON.stringify(problems));
  const { forecast } = checkPlan(planning.input, planning.context);
  assert.ok(forecast !== undefined);
  return forecast;
}
