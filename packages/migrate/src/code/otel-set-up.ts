import type { Node } from "ts-morph";
import type { CodeFile } from "../read/code-file.ts";
import { moduleCalls } from "./search.ts";

/** A file that sets OpenTelemetry's SDK up for Node.js. */
export interface OtelSetUp {
  /** `new NodeSDK(…)`, `new NodeTracerProvider(…)`. */
  readonly place: Node;
  /** Why a person has to look before it can be replaced. */
  readonly doubts: readonly string[];
  /** The service's name, as an expression that can be moved. */
  readonly serviceName?: string;
  /** Names that the file exports, and whether they are functions. */
  readonly exports: readonly { readonly name: string; readonly isFunction: boolean }[];
}

const SDK = /^@opentelemetry\/(?:sdk-node|sdk-trace-node|sdk-trace-base|sdk-trace|auto-instrumentations-node)$/;
const SET_UP_MODULE =
  /^(?:@opentelemetry\/|@aws\/aws-distro-opentelemetry|node:(?:os|process|path)$|os$|process$|path$|dotenv)/;
/** What @pmp/tracing records itself. */
const RECORDED = new Set([
  "HttpInstrumentation",
  "ExpressInstrumentation",
  "FastifyInstrumentation",
  "FastifyOtelInstrumentation",
  "UndiciInstrumentation",
  "AwsInstrumentation",
  "PgInstrumentation",
]);
/** Samplers whose decision X-Ray's rules make, or that record everything. */
const SAMPLERS =
  /^new (?:AWSXRayRemoteSampler|AwsXRayRemoteSampler|AWSXRaySampler|AlwaysOnSampler|ParentBasedSampler\(\{\s*root:\s*new (?:AlwaysOnSampler|AWSXRayRemoteSampler)\b)/;
/** Packages that no registry has. */
const IMAGINED = /^@opentelemetry\/exporter-aws-xray$/;

/** The set-up in a file; undefined: there is none. */
export function otelSetUp(file: CodeFile): OtelSetUp | undefined {
  const { Node, SyntaxKind } = file.tsMorph;
  const modules = modulesOf(file);
  if (!modules.some((module) => SDK.test(module))) return undefined;
  const news = file.source.getDescendantsOfKind(SyntaxKind.NewExpression);
  const place = news.find((each) =>
    /^(?:opentelemetry\.)?(?:NodeSDK|NodeTracerProvider|BasicTracerProvider)$/.test(each.getExpression().getText()),
  );
  if (place === undefined) return undefined;

  const doubts: string[] = [];
  const others = modules.filter((module) => !SET_UP_MODULE.test(module));
  if (others.length > 0) doubts.push(`the file does more than set tracing up: it imports ${others.join(", ")}`);
  for (const module of modules)
    if (IMAGINED.test(module)) doubts.push(`the package ${module} does not exist, so this set-up has never run`);
  for (const each of news) {
    const name = each.getExpression().getText();
    if (name.endsWith("Instrumentation") && !RECORDED.has(name))
      doubts.push(`${name} is not replaced: register it beside @pmp/tracing, or do without`);
  }
  if (modules.includes("@opentelemetry/auto-instrumentations-node")) {
    doubts.push(
      "auto-instrumentations-node records libraries that @pmp/tracing does not: MySQL, Redis, MongoDB, message queues",
    );
  }
  if (/MetricReader|LoggerProvider|LogRecordProcessor/.test(file.text))
    doubts.push("metrics or logs are set up here, too: @pmp/tracing sends traces only");
  const sampler = propertyNamed(file, "sampler");
  if (sampler !== undefined && !SAMPLERS.test(sampler.getText())) {
    const isObject = Node.isObjectLiteralExpression(sampler);
    doubts.push(
      isObject
        ? "the sampler's shouldSample answers true or false, which OpenTelemetry does not understand: put its paths and rates into rules of X-Ray"
        : "the sampler decides in the app: put its rates into rules of X-Ray",
    );
  }
  const serviceName = serviceNameOf(file);
  return {
    place,
    doubts: [...new Set(doubts)],
    exports: exportsOf(file),
    ...(serviceName !== undefined && { serviceName }),
  };
}

function modulesOf(file: CodeFile): string[] {
  const required = [...moduleCalls(file)].map(({ module }) => module);
  return [
    ...new Set([...file.source.getImportDeclarations().map((each) => each.getModuleSpecifierValue()), ...required]),
  ];
}

/** The value of an option of the SDK, also where the options are a variable. */
function propertyNamed(file: CodeFile, name: string): Node | undefined {
  const { SyntaxKind } = file.tsMorph;
  return file.source
    .getDescendantsOfKind(SyntaxKind.PropertyAssignment)
    .find((each) => each.getName() === name)
    ?.getInitializer();
}

/** `serviceName: "shop"`, or the resource attribute `service.name`. */
function serviceNameOf(file: CodeFile): string | undefined {
  const { Node, SyntaxKind } = file.tsMorph;
  const all = file.source.getDescendantsOfKind(SyntaxKind.PropertyAssignment);
  const named = all.find((each) =>
    /^(?:serviceName|\[(?:\w+\.)?(?:ATTR_|SEMRESATTRS_)?SERVICE_NAME\]|["']service\.name["'])$/.test(each.getName()),
  );
  const value = named?.getInitializer();
  const portable = (node: Node): boolean =>
    Node.isStringLiteral(node) ||
    /^process\.env\.\w+$/.test(node.getText()) ||
    (Node.isBinaryExpression(node) && portable(node.getLeft()) && portable(node.getRight()));
  return value !== undefined && portable(value) ? value.getText() : undefined;
}

function exportsOf(file: CodeFile): { name: string; isFunction: boolean }[] {
  const { Node } = file.tsMorph;
  return [...file.source.getExportedDeclarations()].map(([name, [declaration]]) => ({
    name,
    isFunction:
      Node.isFunctionDeclaration(declaration) ||
      (Node.isVariableDeclaration(declaration) && Node.isArrowFunction(declaration.getInitializer())),
  }));
}
