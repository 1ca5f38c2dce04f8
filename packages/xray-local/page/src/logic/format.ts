/** Formats of numbers and times. Fixed numbers of digits keep columns aligned. */

const THIN = "\u202f";

/** Seconds as `870 µs`, `12.3 ms`, `1.24 s`, `2 m 05 s`: three significant digits. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const value = Math.max(0, seconds);
  if (value >= 59.995) {
    const whole = Math.round(value);
    return `${Math.floor(whole / 60)}${THIN}m${THIN}${String(whole % 60).padStart(2, "0")}${THIN}s`;
  }
  if (value >= 0.9995) return `${significant(value)}${THIN}s`;
  if (value >= 0.0009995) return `${significant(value * 1e3)}${THIN}ms`;
  if (value === 0) return `0${THIN}ms`;
  return `${String(Math.max(1, Math.round(value * 1e6)))}${THIN}µs`;
}

/** For the round numbers of a time axis: `5 ms`, not `5.00 ms`. */
export function roundDuration(seconds: number): string {
  return duration(seconds).replace(/\.0+(?=\D)|(\.\d*[1-9])0+(?=\D)/, "$1");
}

function significant(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

/** Seconds since the epoch as `18:30:01` and `.250`, in local time; narrow columns hide the second part. */
export function clockParts(epochSeconds: number): readonly [string, string] {
  const date = new Date(epochSeconds * 1000);
  if (Number.isNaN(date.getTime())) return ["–", ""];
  const two = (part: number): string => String(part).padStart(2, "0");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return [time, `.${String(date.getMilliseconds()).padStart(3, "0")}`];
}

/** `18:30:01.250` */
export function clock(epochSeconds: number): string {
  return clockParts(epochSeconds).join("");
}

/** `2026-11-22 18:30:01.250` */
export function dateTime(epochSeconds: number): string {
  const date = new Date(epochSeconds * 1000);
  if (Number.isNaN(date.getTime())) return "–";
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(epochSeconds)}`;
}

/** `12,345` */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** `1 trace`, `2 traces` */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `640 B`, `12.3 kB`, `128 MB`, in steps of 1,024. */
export function bytes(value: number): string {
  if (value < 1024) return `${String(Math.round(value))}${THIN}B`;
  if (value < 1024 ** 2) return `${significant(value / 1024)}${THIN}kB`;
  if (value < 1024 ** 3) return `${significant(value / 1024 ** 2)}${THIN}MB`;
  return `${significant(value / 1024 ** 3)}${THIN}GB`;
}

/** A share from 0 to 1 as `12.5 %`. Only exactly 0 and 1 are shown as 0 % and 100 %. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "–";
  if (share === 0) return `0${THIN}%`;
  if (share === 1) return `100${THIN}%`;
  const value = share * 100;
  if (value < 0.1) return `<${THIN}0.1${THIN}%`;
  if (value > 99.9 && value < 100) return `>${THIN}99.9${THIN}%`;
  return `${value.toFixed(1).replace(/\.0$/, "")}${THIN}%`;
}

/** Requests per minute as `4.2/min`. */
export function rate(perMinute: number): string {
  if (!Number.isFinite(perMinute)) return "–";
  return `${perMinute >= 100 ? count(perMinute) : perMinute.toFixed(1).replace(/\.0$/, "")}/min`;
}
