/**
 * An AWS endpoint on loopback that records each call and gives the answers that a test has ready. It speaks the three
 * protocols of the services that local/ calls: query (IAM, SNS, STS), JSON with a target (CloudWatch, its logs and events)
 * and REST with JSON (X-Ray, EKS).
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** One API call: `iam CreateRole`, and its input as the SDK's caller gave it. */
export interface AwsCall {
  readonly call: string;
  readonly input: Record<string, unknown>;
}

/** What is answered: an output, or an error with AWS's own name for it. */
export type AwsAnswer =
  { readonly output: object } | { readonly error: string; readonly message: string; readonly status?: number };

type Answers = Readonly<Record<string, AwsAnswer | ((input: Record<string, unknown>) => AwsAnswer)>>;

export interface AwsRecorder {
  readonly url: string;
  /** The calls since the last `answer`. */
  readonly calls: AwsCall[];
  /** Forgets the calls so far and sets the answers, by `service Action`; what is not there is answered with no output. */
  answer(answers: Answers): void;
}

let started: Promise<AwsRecorder> | undefined;

/** One for the whole run: an SDK client looks its endpoint up once and keeps it. */
export function awsRecorder(): Promise<AwsRecorder> {
  started ??= start();
  return started;
}

async function start(): Promise<AwsRecorder> {
  const calls: AwsCall[] = [];
  let answers: Answers = {};
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const call = read(request, body);
      calls.push(call);
      const prepared = answers[call.call] ?? { output: {} };
      respond(call.call, typeof prepared === "function" ? prepared(call.input) : prepared, response);
    });
  });
  // Nothing waits for this server to end: it goes with the process.
  server.on("connection", (socket) => socket.unref());
  server.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answer(prepared) {
      calls.length = 0;
      answers = prepared;
    },
  };
}

function read(request: IncomingMessage, body: string): AwsCall {
  // The signature's scope names the service: Credential=KEY/DATE/REGION/SERVICE/aws4_request.
  const signed = /Credential=[^/]*\/\d+\/[^/]*\/(\w+)\//.exec(request.headers.authorization ?? "")?.[1];
  const target = request.headers["x-amz-target"];
  if (typeof target === "string") return { call: `${signed} ${target.split(".")[1]}`, input: json(body) };
  // EKS has a method and a path for each action, and a body for some.
  if (signed === "eks") {
    return { call: `eks ${request.method} ${request.url}`, input: body === "" ? {} : json(body) };
  }
  if (request.headers["content-type"]?.startsWith("application/json") === true) {
    return { call: `${signed} ${String(request.url).slice(1)}`, input: json(body) };
  }
  const { Action, Version, ...input } = query(body);
  if (Version === undefined) throw new Error(`no AWS protocol: ${body}`);
  // STS takes a web identity without a signature.
  return { call: `${signed ?? "sts"} ${String(Action)}`, input };
}

function json(body: string): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>;
}

/** `A.member.1.B=x` is { A: [{ B: "x" }] }, `A.entry.1.key=x&A.entry.1.value=y` is { A: [{ key: "x", value: "y" }] }. */
function query(body: string): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split(".").filter((part) => part !== "member" && part !== "entry");
    let at = root;
    path.forEach((part, index) => {
      const key = /^\d+$/.test(part) ? String(Number(part) - 1) : part;
      const next = path[index + 1];
      if (next === undefined) at[key] = value;
      else at = (at[key] ??= /^\d+$/.test(next) ? [] : {}) as Record<string, unknown>;
    });
  }
  return root;
}

function respond(call: string, answer: AwsAnswer, response: ServerResponse): void {
  const [service, action] = call.split(" ");
  const asXml = service === "iam" || service === "sns" || service === "sts";
  response.setHeader("content-type", asXml ? "text/xml" : "application/json");
  if ("output" in answer) {
    response.end(
      asXml
        ? `<${action}Response><${action}Result>${xml(answer.output)}</${action}Result></${action}Response>`
        : JSON.stringify(answer.output),
    );
    return;
  }
  const { error, message, status = 400 } = answer;
  response.writeHead(status);
  response.end(
    asXml
      ? `<ErrorResponse><Error><Type>Sender</Type>${xml({ Code: error, Message: message })}</Error></ErrorResponse>`
      : JSON.stringify({ __type: error, message }),
  );
}

function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join("");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, inner]) => `<${name}>${xml(inner)}</${name}>`)
      .join("");
  }
  return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
