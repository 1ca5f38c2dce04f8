import type { IConfiguration, IForbiddenRuleType } from "dependency-cruiser";

/**
 * Which directory may import which, and what it gets there. `npm run lint:dependencies` (part of `npm run check`, and so of
 * `npm test`) refuses every other import, every circle, and every import of a file or package that is not there.
 * CONTRIBUTING.md draws the imports that exist, with these words.
 *
 * The table is complete: a directory that is missing from it may import nothing of the repository.
 */
export const MAY_IMPORT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Packages. The first eight depend on no other package.
  "packages/sampling": {},
  "packages/filter": {},
  "packages/alarms": {},
  "packages/secrets": {},
  "packages/segment": {},
  "packages/tools": {},
  "packages/command-line": {},
  "packages/planning": { "packages/sampling": "rules, matcher" },
  "packages/model": { "packages/planning": "sampling plan", "packages/sampling": "rules, limits" },
  "packages/tracing": {
    "packages/sampling": "decisions",
    "packages/secrets": "secret patterns",
    "packages/segment": "segment types",
  },
  "packages/api": { "packages/tracing": "traces" },
  "packages/checks": {
    "packages/model": "agent's actions",
    "packages/planning": "plan against live",
    "packages/sampling": "rules, matcher, trust",
  },
  "packages/xray-local": {
    "packages/filter": "filter grammar",
    "packages/planning": "explained rules",
    "packages/sampling": "rules, quotas",
    "packages/segment": "segment types",
    "packages/tracing": "segment writer",
  },
  "packages/migrate": { "packages/planning": "sampling plan", "packages/sampling": "rules" },

  // The product: what is deployed, what checks it, and the command line.
  components: {
    "packages/checks": "reader's rights",
    "packages/model": "settings",
    "packages/planning": "rules, forecast",
    "packages/sampling": "limits",
  },
  "index.ts": { components: "resources", "packages/sampling": "sampling rules" },
  "program.mjs": { "index.ts": "program" },
  policy: {
    "packages/filter": "filter grammar",
    "packages/model": "traffic, retention days",
    "packages/planning": "forecast",
    "packages/sampling": "rules, limits",
    "packages/secrets": "secret patterns",
  },
  charts: {
    "packages/model": "fallback rules",
    "packages/planning": "presets",
    "packages/sampling": "limits",
    "packages/tools": "helm",
  },
  release: { charts: "chart archive" },
  site: { release: "repository's address" },
  offline: {
    "packages/command-line": "arguments",
    "packages/model": "stack files",
    "packages/sampling": "rules",
    "packages/tools": "helm",
    policy: "policies",
  },
  cli: {
    "packages/checks": "checks",
    "packages/command-line": "arguments",
    "packages/migrate": "migration",
    "packages/model": "stack files",
    "packages/planning": "plan, forecast",
    "packages/sampling": "rules",
    "packages/secrets": "secret patterns",
    "packages/xray-local": "X-Ray",
    policy: "policies",
  },

  // The whole of it on one machine.
  local: {
    components: "settings",
    "packages/alarms": "evaluated alarms",
    "packages/api": "API bundle",
    "packages/checks": "checks",
    "packages/command-line": "arguments",
    "packages/filter": "filter grammar",
    "packages/model": "stack files",
    "packages/planning": "forecast",
    "packages/sampling": "rules",
    "packages/tools": "tools",
    "packages/xray-local": "X-Ray",
    offline: "mock engine",
    policy: "policies",
  },
};

/** Circles that are still there, by the files in them. Each is to go; none may be added. */
export const CIRCLES: string[] = [];

/** A pattern for everything in a directory, or for one file. */
function inside(name: string): string {
  return `^${name.replaceAll(".", "[.]")}${/[.]\w+$/.test(name) ? "$" : "/"}`;
}

/** Where the packages of others are, and the manifests of our own: they are read for versions. */
const OUTSIDE = ["(?:^|/)node_modules/", "(?:^|/)package[.]json$"];

const tableOfNames = Object.entries(MAY_IMPORT).map(([name, allowed]) => [name, Object.keys(allowed)] as const);

const arrows: IForbiddenRuleType[] = tableOfNames.map(([name, allowed]) => ({
  name: `arrows-of-${name}`,
  severity: "error",
  comment: `${name} may import ${allowed.length === 0 ? "nothing else of the repository" : allowed.join(", ")}: see MAY_IMPORT in dependency-cruiser.config.ts.`,
  from: { path: inside(name) },
  to: {
    pathNot: [inside(name), ...allowed.map(inside), ...OUTSIDE],
    dependencyTypesNot: ["core"],
    couldNotResolve: false,
  },
}));

const configuration: IConfiguration = {
  forbidden: [
    {
      name: "no-circles",
      severity: "error",
      comment: "Move what both files need into a third one.",
      // An empty list would leave out everything.
      from: CIRCLES.length === 0 ? {} : { pathNot: CIRCLES },
      to: { circular: true },
    },
    {
      name: "own-imports-resolve",
      severity: "error",
      comment: "An import that can't be resolved can't be checked: correct the path, or run npm ci.",
      from: {},
      to: { path: "^(?:[.]|@pmp/)", couldNotResolve: true },
    },
    {
      name: "unit-tests-need-no-local-cluster",
      severity: "error",
      comment: "What npm test needs is outside local/: move it into a package.",
      from: { path: "^test/", pathNot: "^test/(?:e2e|local)/" },
      to: { path: "^local/" },
    },
    {
      name: "the-embedded-start-needs-no-cluster",
      severity: "error",
      comment:
        "npm start -- --embedded runs without root, tools and a cluster: it may reach nothing of local/ that needs one.",
      from: { path: "^local/embedded/" },
      to: { path: "^local/(?:cluster|plugins|stack)/", reachable: true },
    },
    ...arrows,
    {
      name: "directories-are-in-the-table",
      severity: "error",
      comment: "Add the directory to MAY_IMPORT in dependency-cruiser.config.ts, with what it may import.",
      from: { pathNot: [...Object.keys(MAY_IMPORT).map(inside), "^test/", "^[^/]+[.]config[.](?:mjs|ts)$"] },
      to: { pathNot: OUTSIDE, dependencyTypesNot: ["core"], couldNotResolve: false },
    },
  ],
  options: {
    // Imports of types are arrows too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "(?:^|/)node_modules/|/dist/" },
    // The Next.js app of the tests has its own packages and compiler options.
    exclude: { path: "^test/e2e/fixtures/nextjs/|^test/packages/migrate/(?:fixtures|apps)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};
export default configuration;
