import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { z } from "zod";
import { CHART } from "../../../components/workload/chart.ts";
import { overlay } from "../../../components/workload/values.ts";

export type Tree = Readonly<Record<string, unknown>>;

/** Values of the chart with a name for people. */
export type Case = readonly [string, Tree];

const TEMPLATES = join(CHART, "templates");
const REFUSED = join(import.meta.dirname, "..", "..", "charts", "refused");

/** The chart's templates without their comments, by name. */
export function templates(): ReadonlyMap<string, string> {
  const names = readdirSync(TEMPLATES, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.map((entry) => [
      entry.name,
      readFileSync(join(entry.parentPath, entry.name), "utf8").replace(/\{\{-? ?\/\*.*?\*\/ ?-?\}\}/gs, ""),
    ]),
  );
}

/** The texts in quotes of the template of rules: the names of what the chart keeps for itself are among them. */
function words(): string[] {
  const text = templates().get("_validate.tpl") ?? "";
  return [...new Set([...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word = ""]) => word))];
}

function secretVariable(name: string): { name: string; valueFrom: object } {
  return { name, valueFrom: { secretKeyRef: { name: "s", key: "k" } } };
}

function each<T>(keys: readonly string[], value: T): Readonly<Record<string, T>> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

/** Every word of the template where a name may stand that the chart keeps for itself: none is forgotten here that is there. */
function everyWord(): Case[] {
  const variables = words().filter((word) => /^[A-Z_][A-Z0-9_]*$/.test(word));
  const labels = words().filter((word) => /^([a-z0-9.-]+\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(word));
  const metadata = { nodeSelector: each(labels, "x"), podAnnotations: each(labels, "x"), podLabels: each(labels, "x") };
  const headers = words().flatMap((word) => (/\(\?i:(.*)\)/.exec(word)?.[1] ?? "").split("|").filter(Boolean));
  const callers = [...headers, ...headers.map((name) => name.toUpperCase()), "x-my-gateway", "xtraceparent"];
  return [
    ["every variable of the template in env", { api: { env: each(variables, "x") } }],
    ["every variable of the template in extraEnv", { api: { extraEnv: variables.map(secretVariable) } }],
    ["every label of the template", { api: metadata, agent: metadata }],
    ["every header of the template", { sampling: { trustSampled: callers.map((name) => `header:${name}`) } }],
  ];
}

/** The values of test/charts/refused. */
export function refusedFiles(): Case[] {
  return readdirSync(REFUSED).map((name) => [
    name,
    z.record(z.string(), z.unknown()).parse(parse(readFileSync(join(REFUSED, name), "utf8"))),
  ]);
}

function at(path: string, value: unknown): Tree {
  return path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Tree;
}

function rule(RuleName: string, Priority: number): Tree {
  const any = { ResourceARN: "*", ServiceName: "*", ServiceType: "*", Host: "*", HTTPMethod: "*", URLPath: "*" };
  return { RuleName, Priority, FixedRate: 0.1, ReservoirSize: 1, Version: 1, ...any };
}

const MEMORY = ["3Mi", "4Mi", "4.19430399M", "4.194304M", "31Mi", "32Mi", "63Mi", "63.9999Mi", "64Mi", "192Mi", "193Mi"]
  .concat("256Mi", "257Mi", "0.0625Gi", "1Ti", "65536Ki", "67108864k", "67.108864M", "67.108863M")
  .concat("33554431", "33554432");
const BYTES = [64, 512, 4194303, 4194304, 33554431, 33554432, 67108863, 67108864, 536870912];
const SECONDS = [0, 5, 6, 29, 30, 31];
const DEFAULT = rule("Default", 10_000);

/** Values at, below and above the limits of each rule. Each by itself, and all of them mixed. */
const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  region: ["", "cn-north-1", "eu-west-1"],
  "api.enabled": [false],
  "api.preStopSeconds": SECONDS,
  "api.terminationGracePeriodSeconds": [4, 5, 6],
  "api.resources.requests": [null],
  "api.resources.requests.memory": [...MEMORY, ...BYTES, null],
  "api.resources.requests.cpu": [null, 0, 0.5, "100m"],
  "api.resources.requests.ephemeral-storage": ["3Mi", "4Mi", 4194303, 4194304],
  "api.resources.limits.memory": ["31Mi", "32Mi", "33.554431M", "191Mi", "1Ti", 512, 33554431, 33554432, 536870912],
  "api.resources.limits.cpu": [null],
  "agent.preStopSeconds": [29, 30],
  "agent.terminationGracePeriodSeconds": [5, 6],
  "agent.resources.requests.memory": ["3Mi", "257Mi", 512, null],
  "agent.resources.limits.memory": [...MEMORY, ...BYTES],
  "agent.resources.limits.ephemeral-storage": ["3Mi", "1Gi"],
  "agent.bufferMB": [0, 1, 2, 3, 31, 32, 33, 128, 129, 4096],
  "agent.identity.projectToken": [true],
  "agent.identity.roleArn": ["arn:aws:iam::123456789012:role/a"],
  "agent.kind": ["otelCollector"],
  "agent.mode": ["sidecar"],
  "agent.endpoint": ["https://XRay.example.com:8443/path", "http://10.0.0.1:2000"],
  "agent.proxy.url": ["http://proxy.example.com:3128"],
  "agent.proxy.noProxy": [
    ["*"],
    ["xray.us-east-1.amazonaws.com", ".amazonaws.com", "*.amazonaws.com:443", "sts.us-east-1.amazonaws.com"],
    ["Example.com", "10.0.0.1", "y.example.com", "amazonaws.com.cn"],
    ["*xray.example.com", "com", "1", "169.254.169.254"],
  ],
  "agent.nodeSelector": [{ "kubernetes.io/os": "linux" }, { "kubernetes.io/arch": "arm64" }],
  "agent.podLabels": [{ app: "x", team: "x" }],
  "api.podAnnotations": [{ "checksum/config": "x" }, { note: "x" }],
  "api.serviceAccountAnnotations": [{ "eks.amazonaws.com/role-arn": "x" }],
  "api.autoscaling": [null],
  "api.autoscaling.enabled": [true],
  "api.autoscaling.minReplicas": [1, 2, 10, 11],
  "api.autoscaling.maxReplicas": [1, 2, 10],
  "api.ingress.enabled": [true],
  "api.ingress.path": [
    "/",
    "/api/*",
    "/a?b",
    "/a[b",
    "/a]b",
    "/a{b}",
    "/a(b)",
    "/^a",
    "/a$",
    "/a|b",
    "/a\\b",
    "/a.b+~c",
  ],
  "api.ingress.pathType": ["Exact", "ImplementationSpecific"],
  "api.httpRoute.enabled": [true],
  "api.httpRoute.path": ["/api", "/api/*", "/*", "/a?b"],
  "api.httpRoute.parentRefs": [[{ name: "shared" }]],
  "api.env": [{ PORT: "1", OTHER: "x" }, { port: "1" }, { OTHER: "x" }],
  "api.extraEnv": [
    [secretVariable("PORT")],
    [secretVariable("OTHER")],
    [secretVariable("OTHER"), secretVariable("PORT"), secretVariable("OTHER")],
  ],
  "api.extraVolumes": [
    [{ name: "own", emptyDir: {} }],
    [
      { name: "tmp", emptyDir: {} },
      { name: "own", emptyDir: {} },
    ],
  ],
  "api.extraVolumeMounts": [
    [{ name: "own", mountPath: "/own" }],
    [
      { name: "own", mountPath: "/etc/pmp" },
      { name: "tmp", mountPath: "/a" },
    ],
  ],
  "api.extraContainers": [[{ name: "proxy", image: "a" }], [{ name: "pmp-api", image: "a" }]],
  "api.extraInitContainers": [[{ name: "proxy", image: "a" }], [{ name: "xray-daemon", image: "a" }]],
  nameOverride: ["shop", "xray-daemon"],
  fullnameOverride: ["proxy", "xray-daemon"],
  "agent.fullnameOverride": ["proxy", "pmp-api"],
  "agent.enabled": [false],
  "agent.address": ["xray-daemon.tracing:2000"],
  "api.spread": [{ zone: "DoNotSchedule" }],
  "api.propagateTo": [
    ["none"],
    ["NONE", "a.example.com"],
    ["all"],
    ["All", "none"],
    ["default", "*.example.com"],
    ["*"],
  ],
  "sampling.trustSampled": [
    ["all"],
    ["none", "10.0.0.0/8"],
    ["10.0.0.0/8", "all", "none"],
    ["header:Host", "header:x-gateway"],
  ],
  "sampling.rules": [
    [DEFAULT],
    [rule("a", 1), DEFAULT],
    [rule("a", 1), rule("a", 1), rule("b", 1), rule("a", 2), DEFAULT],
    [rule("a", 2), { SamplingRule: rule("b", 1), CreatedAt: 0 }, DEFAULT],
    [rule("a", 9_999)],
    [rule("a", 10_000)],
    [rule("Default", 9_999)],
    [DEFAULT, rule("a", 1)],
  ],
  "networkPolicy.enabled": [false],
  "networkPolicy.agent.from": [[{ podSelector: {} }]],
};

/** Switches without which some rules are not asked. */
const SWITCHED: readonly Case[] = [
  ["a node's proxy", { agent: { proxy: { url: "http://proxy:3128" } } }],
  ["autoscaling", { api: { autoscaling: { enabled: true } } }],
  ["no API", { api: { enabled: false } }],
];

/** Each choice by itself, and beside each switch that it goes with. */
export function boundaries(): Case[] {
  const single = Object.entries(CHOICES).flatMap(([path, values]) =>
    values.map((value): Case => [`${path}: ${JSON.stringify(value)}`, at(path, value)]),
  );
  const beside = SWITCHED.flatMap(([name, on]) =>
    Object.entries(CHOICES)
      .filter(([path]) => /proxy|autoscaling|cpu|requests$|enabled|mode|from|endpoint/.test(path))
      .flatMap(([path, values]) =>
        values.map((value): Case => [`${path}: ${JSON.stringify(value)}, with ${name}`, overlay(on, at(path, value))]),
      ),
  );
  return [...single, ...beside, ...everyWord()];
}

/** Any mixture of the choices. */
export const mixtures: fc.Arbitrary<Tree> = fc
  .record(Object.fromEntries(Object.entries(CHOICES).map(([path, values]) => [path, fc.constantFrom(...values)])), {
    requiredKeys: [],
    noNullPrototype: true,
  })
  .map((chosen) => Object.entries(chosen).reduce<Tree>((tree, [path, value]) => overlay(tree, at(path, value)), {}));
