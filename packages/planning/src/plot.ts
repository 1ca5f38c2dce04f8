/*
 * Not Observable Plot or asciichart: the one needs a DOM and all of d3, the other draws line charts only.
 */

/** Values of one kind over the hours of a day. */
export interface Series {
  readonly name: string;
  readonly hourly: readonly number[];
}

const EIGHTHS = " ▁▂▃▄▅▆▇█";
const ROWS = 8;

/** The sum of the series over a day for a terminal, with the total of each below. */
export function plotTerminal(title: string, series: readonly Series[]): string {
  const hours = totals(series);
  const top = Math.max(...hours, 1e-9);
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const floor = ROWS - 1 - index;
    const bars = hours.map((value) => {
      const eighths = Math.round((value / top) * ROWS * 8) - floor * 8;
      return (EIGHTHS[Math.max(0, Math.min(8, eighths))] ?? " ").repeat(2);
    });
    const label = index === 0 ? whole(top) : index === ROWS - 1 ? "0" : "";
    return `${label.padStart(9)} │${bars.join("")}`.trimEnd();
  });
  const axis = `${" ".repeat(10)}└${"─".repeat(hours.length * 2)}`;
  const marks = `${" ".repeat(11)}${["0", "6", "12", "18"].map((hour) => hour.padEnd(12)).join("")}h`;
  const legend = series.map(({ name, hourly }) => `${whole(sum(hourly)).padStart(12)} a day  ${name}`);
  return [`${title} (per hour)`, ...rows, axis, marks, ...legend].join("\n");
}

const COLOURS = ["#3566a8", "#d9822b", "#4c9a5b", "#a8436b", "#7a5ea8", "#8c7a3d", "#3d8c8c", "#777777"];
/** Narrow, with large letters: it can be read on a telephone. */
const WIDTH = 480;
const HEIGHT = 320;
const LEFT = 56;
const BOTTOM = 40;
const TOP = 36;

const LEGEND_COLUMNS = 2;
const LEGEND_ROW = 22;
/** The picture has its own background: what shows it may be light when the system is dark. */
const STYLE = "text{fill:#3c3c43}@media (prefers-color-scheme:dark){.back{fill:#1b1b1f}text{fill:#dfdfd6}}";

/** The series over a day as stacked bars, a picture that stands alone, light or dark as the system is. */
export function plotSvg(title: string, series: readonly Series[]): string {
  const top = Math.max(...totals(series), 1e-9);
  const hours = totals(series).length;
  const wide = (WIDTH - LEFT - 16) / hours;
  const high = HEIGHT - TOP - BOTTOM;
  const y = (value: number): number => TOP + high * (1 - value / top);
  const bars = Array.from({ length: hours }, (_, hour) => {
    let from = 0;
    return series.map(({ name, hourly }, index) => {
      const value = hourly[hour] ?? 0;
      const [low, upper] = [y(from), y((from += value))];
      const size = `x="${fix(LEFT + hour * wide + 1)}" y="${fix(upper)}" width="${fix(wide - 2)}" height="${fix(low - upper)}"`;
      return `<rect ${size} fill="${colour(index)}"><title>${escape(name)}, ${hour}:00, ${whole(value)}</title></rect>`;
    });
  });
  const hourMarks = [0, 6, 12, 18].map((hour) =>
    text(LEFT + (hour + 0.5) * wide, HEIGHT - BOTTOM + 19, `${hour}:00`, "middle"),
  );
  const heights = [0, 0.5, 1].map((share) => text(LEFT - 6, y(top * share) + 4, whole(top * share), "end"));
  const legend = series.map(({ name }, index) => {
    const x = LEFT + (index % LEGEND_COLUMNS) * ((WIDTH - LEFT) / LEGEND_COLUMNS);
    const y = HEIGHT + Math.floor(index / LEGEND_COLUMNS) * LEGEND_ROW;
    return `<rect x="${fix(x)}" y="${y}" width="12" height="12" fill="${colour(index)}"/>${text(x + 18, y + 11, name, "start")}`;
  });
  const height = HEIGHT + Math.ceil(series.length / LEGEND_COLUMNS) * LEGEND_ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="sans-serif" font-size="14">`,
    `<title>${escape(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="back" width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    `<text x="${LEFT}" y="20" font-size="15">${escape(title)} (per hour)</text>`,
    ...bars.flat(),
    ...hourMarks,
    ...heights,
    ...legend,
    "</svg>",
    "",
  ].join("\n");
}

/** A page with the picture and the lines below it. */
export function plotHtml(title: string, series: readonly Series[], lines: readonly string[]): string {
  return [
    "<!doctype html>",
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>${escape(title)}</title></head>`,
    '<body style="font-family: sans-serif; max-width: 60rem; margin: 2rem auto">',
    plotSvg(title, series).trimEnd(),
    `<pre style="white-space: pre-wrap">${escape(lines.join("\n"))}</pre>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function totals(series: readonly Series[]): number[] {
  const hours = Math.max(0, ...series.map(({ hourly }) => hourly.length));
  return Array.from({ length: hours }, (_, hour) => sum(series.map(({ hourly }) => hourly[hour] ?? 0)));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? "#777777";
}

function text(x: number, y: number, content: string, anchor: string): string {
  return `<text x="${fix(x)}" y="${fix(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

function fix(value: number): string {
  return value.toFixed(1);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
