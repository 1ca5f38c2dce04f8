import { connect, type Socket } from "node:net";
import type { Endpoint } from "./agent-address.ts";
import { readHttpAnswer, type HttpAnswer } from "./http-answer.ts";
import { describe } from "./udp-channel.ts";

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const READ_BYTES = 16 * 1024;

/**
 * Posts JSON on a new connection: a keep-alive one would stay with an agent that is being replaced. It does not keep
 * the process alive.
 *
 * Does not use node:http: its client shares internal functions with the app's server, but calls them with objects of
 * other hidden classes. V8 then deoptimizes some 60 functions permanently: this added 4 % to the server's CPU per
 * request at 0 % sampling (`npm run bench`).
 */
export async function postJson(
  endpoint: Endpoint,
  path: string,
  body: object,
  timeoutMs = TIMEOUT_MS,
): Promise<HttpAnswer> {
  return send(endpoint, postText(endpoint, path, JSON.stringify(body)), timeoutMs, MAX_ANSWER_BYTES);
}

/** Gets a path in the same way. Redirects are answers like any other: they are not followed. */
export async function get(endpoint: Endpoint, path: string, timeoutMs: number, maxBytes: number): Promise<HttpAnswer> {
  return send(endpoint, [...headOf("GET", endpoint, path), "", ""].join("\r\n"), timeoutMs, maxBytes);
}

async function send(endpoint: Endpoint, text: string, timeoutMs: number, maxBytes: number): Promise<HttpAnswer> {
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<HttpAnswer>((done, failed) => {
      timer = setTimeout(() => failed(new Error("no answer in time")), timeoutMs).unref();
      socket = exchange(endpoint, text, maxBytes, done, failed);
    });
  } finally {
    clearTimeout(timer);
    socket?.destroy();
  }
}

function headOf(method: "GET" | "POST", endpoint: Endpoint, path: string): string[] {
  return [`${method} ${path} HTTP/1.1`, `host: ${describe(endpoint)}`, "connection: close"];
}

function postText(endpoint: Endpoint, path: string, body: string): string {
  return [
    ...headOf("POST", endpoint, path),
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

function exchange(
  endpoint: Endpoint,
  text: string,
  maxBytes: number,
  done: (answer: HttpAnswer) => void,
  failed: (error: Error) => void,
): Socket {
  let received = Buffer.alloc(0);
  const read = (ended: boolean): void => {
    try {
      const answer = readHttpAnswer(received, ended);
      if (answer) done(answer);
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const socket = connect({
    ...endpoint,
    // onread avoids a stream, whose functions the server uses as well.
    onread: {
      buffer: Buffer.allocUnsafe(READ_BYTES),
      callback: (length, buffer) => {
        received = Buffer.concat([received, buffer.subarray(0, length)]);
        if (received.length > maxBytes) failed(new Error("the answer is too large"));
        else read(false);
        return true;
      },
    },
  });
  socket.unref();
  socket.on("error", failed);
  socket.on("close", () => read(true));
  socket.write(text);
  return socket;
}
