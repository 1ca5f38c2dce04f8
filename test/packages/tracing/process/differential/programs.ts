/** A small program and what is done to it. */
export interface Subject {
  /** An ES module, or CommonJS where `commonjs` is true. Its server prints `port N`. */
  code: string;
  commonjs?: boolean;
  /** What is asked of its server, in order, once it has said its port. */
  requests?: string[];
  /** Signals, each sent as soon as this text was printed (and the requests are answered). */
  signals?: [after: string, signal: NodeJS.Signals][];
  stdin?: string;
  /** Runs by `node -` with the code as standard input. */
  piped?: boolean;
  /** Where nobody listens, or the name does not resolve; default: an agent that takes everything. */
  agent?: "away" | "unresolved";
}

const SERVER = `import http from "node:http";
const serve = (listener) => { const server = http.createServer(listener); server.listen(0, "127.0.0.1", () => console.log("port", server.address().port)); return server; };`;
const IDLE = `${SERVER} serve((request, response) => response.end("ok"));`;
const SPAN = `import { trace } from "@opentelemetry/api"; const span = () => trace.getTracer("t").startSpan("job").end();`;
const EXPRESS = (
  name: string,
): string => `${SERVER} import express from "${name}"; const app = express(); app.set("env", "test");
app.all("/throw", () => { throw new Error("broken"); });
app.all("/next", (request, response, next) => next(new Error("broken")));
app.all("/async", async (request, response, next) => { try { await null; throw new Error("broken"); } catch (error) { next(error); } });
app.all("/text", (request, response, next) => next("text"));
app.use("/sub/:id", express.Router({ mergeParams: true }).all("/x", (request, response) => response.json(request.params)));
app.all("/late", (request, response) => { response.send("ok"); throw new Error("after the answer"); });
app.all("/end", (request, response) => { response.send("bye"); setImmediate(() => process.exit(4)); });
serve(app);`;

const signals: Record<string, Subject> = {
  "a server without a listener": { code: IDLE, signals: [["port", "SIGTERM"]] },
  "a server without a listener, by SIGINT": { code: IDLE, signals: [["port", "SIGINT"]] },
  "a server without a listener, by SIGHUP": { code: IDLE, signals: [["port", "SIGHUP"]] },
  "a server without a listener, by SIGUSR2": { code: IDLE, signals: [["port", "SIGUSR2"]] },
  "a server whose agent is away": { code: IDLE, agent: "away", requests: ["/", "/"], signals: [["port", "SIGTERM"]] },
  "a server whose agent has no address": {
    code: IDLE,
    agent: "unresolved",
    requests: ["/", "/"],
    signals: [["port", "SIGTERM"]],
  },
  "a listener that closes and ends": {
    code: `${SERVER} const server = serve((request, response) => response.end("ok")); process.on("SIGTERM", () => server.close(() => process.exit(6)));`,
    requests: ["/"],
    signals: [["port", "SIGTERM"]],
  },
  "a listener that lives on": {
    code: `${IDLE} process.on("SIGTERM", (...all) => { console.log("lives on", all); setTimeout(() => process.exit(5), 300); });`,
    signals: [["port", "SIGTERM"]],
  },
  "a listener that lets the loop run out": {
    code: `${SERVER} const server = serve((request, response) => response.end("ok")); process.on("SIGTERM", () => { server.close(); console.log("closed"); }); process.on("exit", (code) => console.log("exit", code));`,
    signals: [["port", "SIGTERM"]],
  },
  "once, and the signal again": {
    code: `${IDLE} process.once("SIGTERM", (signal) => { console.log("cleaned"); process.kill(process.pid, signal); console.log("never said"); });`,
    signals: [["port", "SIGTERM"]],
  },
  "once, and the signal again when things are done": {
    code: `${IDLE} process.once("SIGINT", async (signal) => { await new Promise((r) => setTimeout(r, 150)); console.log("cleaned"); process.kill(process.pid, signal); process.exit(1); });`,
    signals: [["port", "SIGINT"]],
  },
  "once, and an exit when things are done": {
    code: `${IDLE} process.once("SIGTERM", async () => { await new Promise((r) => setTimeout(r, 150)); console.log("cleaned"); process.exit(7); });`,
    requests: ["/"],
    signals: [["port", "SIGTERM"]],
  },
  "once, and impatience": {
    code: `${IDLE} process.once("SIGINT", () => { console.log("cleaning"); setTimeout(() => process.exit(7), 8000); });`,
    signals: [
      ["port", "SIGINT"],
      ["cleaning", "SIGINT"],
    ],
  },
  "a listener that counts listeners": {
    code: `${IDLE} const count = () => [process.listenerCount("SIGTERM"), process.listeners("SIGTERM").length, process.rawListeners("SIGTERM").length]; console.log(count()); process.on("SIGTERM", () => { console.log(count()); process.exit(process.listenerCount("SIGTERM")); }); console.log(count());`,
    signals: [["port", "SIGTERM"]],
  },
  "a library that looks on, and sends the signal again where nobody else listens": {
    code: `${IDLE} for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) { const look = () => { if (process.listeners(signal).length !== 1) return; process.removeListener(signal, look); console.log("looked on"); process.kill(process.pid, signal); }; process.on(signal, look); }`,
    signals: [["port", "SIGTERM"]],
  },
  "two libraries that look on": {
    code: `${IDLE} let count = 0; const install = (name) => { count += 1; const look = () => { if (process.listeners("SIGINT").length !== count) return console.log(name, "leaves it to others"); process.removeListener("SIGINT", look); count -= 1; console.log(name, "looked on"); if (count === 0) process.kill(process.pid, "SIGINT"); }; process.on("SIGINT", look); }; install("one"); install("two");`,
    signals: [["port", "SIGINT"]],
  },
  "signal-exit": {
    code: `${IDLE} import { onExit } from "signal-exit"; onExit((code, signal) => console.log("exit", code, signal));`,
    requests: ["/"],
    signals: [["port", "SIGTERM"]],
  },
  "signal-exit, by SIGINT": {
    code: `${IDLE} import { onExit } from "signal-exit"; onExit((code, signal) => console.log("exit", code, signal));`,
    signals: [["port", "SIGINT"]],
  },
  "signal-exit beside a listener of the app's": {
    code: `${IDLE} import { onExit } from "signal-exit"; onExit((code, signal) => console.log("exit", code, signal)); process.on("SIGTERM", () => process.exit(2));`,
    signals: [["port", "SIGTERM"]],
  },
  "signal-exit that was taken off": {
    code: `${IDLE} import { onExit } from "signal-exit"; onExit((code, signal) => console.log("exit", code, signal))();`,
    signals: [["port", "SIGTERM"]],
  },
  "execa with a child that runs": {
    code: `${SERVER} import { execa } from "execa"; execa("sleep", ["20"]).catch(() => {}); serve((request, response) => response.end("ok"));`,
    signals: [["port", "SIGTERM"]],
  },
  "listeners that are taken away and put back": {
    code: `${IDLE} const kept = process.listeners("SIGINT"); process.removeAllListeners("SIGINT"); const mine = () => console.log("mine"); process.on("SIGINT", mine); process.removeListener("SIGINT", mine); for (const each of kept) process.on("SIGINT", each); console.log(kept.length, process.listenerCount("SIGINT"));`,
    signals: [["port", "SIGINT"]],
  },
  "listeners that are all taken away": {
    code: `${IDLE} process.on("SIGTERM", () => console.log("no more")); process.on("SIGTERM", () => {}); process.removeAllListeners("SIGTERM");`,
    signals: [["port", "SIGTERM"]],
  },
  "a listener for want of others": {
    code: `${IDLE} if (process.listenerCount("SIGTERM") === 0) process.on("SIGTERM", () => { console.log("the only one"); process.exit(3); });`,
    signals: [["port", "SIGTERM"]],
  },
  "a process that ends itself by a signal": {
    code: `console.log("before"); process.kill(process.pid, "SIGTERM"); console.log("after"); process.exit(1);`,
  },
  "a process that ends itself by a number, and asks whether it lives": {
    code: `console.log(process.kill(process.pid, 0)); process.kill(process.pid, 2); process.exit(1);`,
  },
  "a process.kill that can't be": {
    code: `try { process.kill(process.pid, "SIGNO"); } catch (error) { console.log(error.code); } try { process.kill("x", "SIGTERM"); } catch (error) { console.log(error.code); }`,
  },
};

const ends: Record<string, Subject> = {
  "by itself": { code: `console.log("done");` },
  "by itself with a span": { code: `${SPAN} span(); process.on("exit", (code) => console.log("exit", code));` },
  "with an exit code": {
    code: `process.exitCode = 4; process.on("exit", (code) => console.log(code, process.exitCode));`,
  },
  "by process.exit in the first turn": {
    code: `${SPAN} span(); process.on("exit", (code) => console.log(code)); process.exit(3);`,
  },
  "by process.exit with the agent away": {
    code: `${SPAN} span(); setTimeout(() => process.exit(3), 50);`,
    agent: "away",
  },
  "by process.exit with an agent without an address": { code: `${SPAN} span(); process.exit(3);`, agent: "unresolved" },
  "by process.exit while a listener for the exit sets another code": {
    code: `process.on("exit", () => { process.exitCode = 9; }); process.exit(3);`,
  },
  "by process.exit in a listener for the exit": {
    code: `process.on("exit", () => process.exit(8)); process.on("exit", () => console.log("never"));`,
  },
  "with an error in a listener for the exit": {
    code: `process.on("exit", () => { throw new Error("at the exit"); });`,
  },
  "with beforeExit": {
    code: `${SPAN} span(); let times = 0; process.on("beforeExit", (code) => console.log("beforeExit", code, ++times)); process.on("exit", () => console.log("exit"));`,
  },
  "with a beforeExit that goes on twice": {
    code: `${SPAN} span(); let times = 0; process.on("beforeExit", () => { console.log("beforeExit", ++times); if (times < 3) setTimeout(() => { span(); console.log("worked"); }, 20); });`,
  },
  "with a beforeExit that goes on for one turn": {
    code: `${SPAN} span(); let times = 0; process.on("beforeExit", () => { console.log("beforeExit", ++times); if (times < 3) setImmediate(() => console.log("worked")); });`,
  },
  "with an async beforeExit": {
    code: `${SPAN} span(); process.once("beforeExit", async () => { await null; await null; setTimeout(() => console.log("worked"), 10); }); process.on("beforeExit", () => console.log("beforeExit"));`,
  },
  "with a beforeExit that makes a span": {
    code: `${SPAN} process.on("beforeExit", () => { console.log("beforeExit"); span(); });`,
  },
  "with a beforeExit and the agent away": {
    code: `${SPAN} span(); process.on("beforeExit", () => console.log("beforeExit"));`,
    agent: "away",
  },
  "with a beforeExit that exits": { code: `${SPAN} span(); process.on("beforeExit", () => process.exit(2));` },
  "with as many listeners as Node allows": {
    code: `for (const event of ["exit", "beforeExit", "SIGTERM", "SIGINT", "uncaughtExceptionMonitor"]) for (let i = 0; i < process.getMaxListeners(); i += 1) process.on(event, () => {}); console.log(process.listenerCount("exit")); setTimeout(() => process.exit(0), 20);`,
  },
  "with more listeners than Node allows": {
    code: `for (const event of ["exit", "SIGTERM"]) for (let i = 0; i < 12; i += 1) process.on(event, () => {}); setTimeout(() => { console.log(process.listenerCount("exit"), process.listeners("SIGTERM").length); process.exit(0); }, 20);`,
  },
  "and says who listens": {
    code: `console.log(["exit", "beforeExit", "uncaughtException", "uncaughtExceptionMonitor", "unhandledRejection", "warning", "SIGTERM", "SIGINT", "newListener", "removeListener", "message"].map((event) => [event, process.listenerCount(event), process.listeners(event).length]).join(" "));`,
  },
  "after its listeners for the exit were all taken away": {
    code: `process.on("exit", () => console.log("never")); process.removeAllListeners("exit"); process.on("exit", () => console.log("exit", process.listenerCount("exit")));`,
  },
};

const failures: Record<string, Subject> = {
  "an error at once": { code: `${SPAN} span(); throw new Error("at once");` },
  "an error in a timer": { code: `setTimeout(() => { throw new TypeError("in a timer"); }, 10);` },
  "nothing thrown": { code: `setTimeout(() => { throw null; }, 10);` },
  "an unhandled rejection": {
    code: `Promise.reject(new Error("rejected")); setTimeout(() => console.log("never"), 200);`,
  },
  "an unhandled rejection with undefined": { code: `Promise.reject(undefined);` },
  "an unhandled rejection that the app listens for": {
    code: `process.on("unhandledRejection", (reason) => console.log("unhandled", reason.message)); Promise.reject(new Error("rejected"));`,
  },
  "a rejection that is handled late": {
    code: `process.on("unhandledRejection", () => console.log("unhandled")); process.on("rejectionHandled", () => console.log("handled")); const late = Promise.reject(new Error("x")); setTimeout(() => late.catch(() => {}), 20);`,
  },
  "an uncaught error that the app lives on after": {
    code: `process.on("uncaughtException", (error, origin) => console.log(error.message, origin)); setTimeout(() => console.log("lives"), 30); throw new Error("caught");`,
  },
  "an uncaught error with a monitor": {
    code: `process.on("uncaughtExceptionMonitor", (error, origin) => console.log("monitor", error.message, origin)); Promise.reject(new Error("x"));`,
  },
  "an uncaught error with a capture callback": {
    code: `process.setUncaughtExceptionCaptureCallback((error) => console.log("captured", error.message)); setTimeout(() => { throw new Error("x"); }, 5);`,
  },
  "an error event without a listener": {
    code: `import { EventEmitter } from "node:events"; setTimeout(() => new EventEmitter().emit("error", new Error("nobody listens")), 5);`,
  },
  "an emitter that captures rejections": {
    code: `import { EventEmitter } from "node:events"; const emitter = new EventEmitter({ captureRejections: true }); emitter.on("x", async () => { throw new Error("captured"); }); emitter.on("error", (error) => console.log(error.message)); emitter.emit("x");`,
  },
  "a stream that breaks and nobody listens": {
    code: `import { PassThrough } from "node:stream"; setTimeout(() => new PassThrough().destroy(new Error("the stream broke")), 5);`,
  },
  "a module that is not there": { code: `import "./not-there.mjs";` },
  "a syntax error": { code: `const = 1;` },
  "a top-level await that rejects": { code: `await null; await Promise.reject(new Error("top level"));` },
  "a top-level await that never settles": {
    code: `${SPAN} span(); process.on("beforeExit", () => console.log("beforeExit")); await new Promise(() => {});`,
  },
  warnings: {
    code: `process.on("warning", (warning) => console.log(warning.name)); process.emitWarning("careful"); process.emitWarning("old", "DeprecationWarning", "DEP9");`,
  },
  "a call that is refused and nobody listens": {
    code: `import http from "node:http"; http.get({ host: "127.0.0.1", port: 1 });`,
  },
  "a fetch that is refused and nobody awaits": {
    code: `fetch("http://127.0.0.1:9/").catch((error) => { throw error.cause; });`,
  },
  "a query of a driver's kind that fails and nobody listens": {
    code: `import pg from "pg"; const client = new pg.Client({ host: "127.0.0.1", port: 1 }); client.connect().then(() => {}, (error) => { console.log(error.code); Promise.reject(error); });`,
  },
  "a deleted folder": {
    code: `import { mkdtempSync, rmdirSync } from "node:fs"; import { tmpdir } from "node:os"; const folder = mkdtempSync(tmpdir() + "/gone-"); process.chdir(folder); rmdirSync(folder); try { process.cwd(); } catch (error) { console.log(error.code); } setTimeout(() => console.log("lives"), 50);`,
    piped: true,
  },
  "a request whose handler throws": {
    code: `${SERVER} serve(() => { throw new Error("in a handler"); });`,
    requests: ["/"],
  },
  "a request whose handler rejects": {
    code: `${SERVER} serve(async () => { await null; throw new Error("in a handler"); });`,
    requests: ["/"],
  },
  "a request whose handler throws, and the app lives on": {
    code: `${SERVER} process.on("uncaughtException", (error) => console.log(error.message)); serve((request, response) => { if (request.url === "/end") { response.end("bye"); setImmediate(() => process.exit(0)); return; } response.end("ok"); throw new Error("in a handler"); });`,
    requests: ["/", "/", "/end"],
  },
  "a request whose handler exits": {
    code: `${SERVER} serve((request, response) => process.exit(11));`,
    requests: ["/"],
  },
};

const others: Record<string, Subject> = {
  "express 5": {
    code: EXPRESS("express"),
    requests: ["/throw", "/next", "/async", "/text", "/sub/7/x", "/none", "/end"],
  },
  "express 4": {
    code: EXPRESS("express4"),
    requests: ["/throw", "/next", "/async", "/text", "/sub/7/x", "/none", "/end"],
  },
  fastify: {
    code: `import fastify from "fastify"; const app = fastify(); app.all("/ok/:id", async (request) => request.params); app.all("/fail", async () => { throw new Error("broken"); }); app.all("/end", (request, reply) => { reply.send("bye"); setImmediate(() => process.exit(4)); }); await app.listen({ port: 0, host: "127.0.0.1" }); console.log("port", app.server.address().port);`,
    requests: ["/ok/7", "/fail", "/none", "/end"],
  },
  "events of requests and responses": {
    code: `${SERVER} serve((request, response) => { const seen = []; for (const event of ["data", "end", "close"]) request.on(event, () => seen.push(event)); response.on("finish", () => seen.push("finish")); response.on("close", () => { console.log(seen.join(), request.listenerCount("end"), Object.keys(request).length > 5); if (request.url === "/end") process.exit(0); }); request.on("end", () => response.end(seen.join())); });`,
    requests: ["/", "/end"],
  },
  "an error of a request that nobody listens for": {
    code: `${SERVER} const server = serve((request, response) => { request.on("close", () => { console.log("closed", request.destroyed); server.close(); server.closeAllConnections(); }); request.destroy(new Error("enough")); });`,
    requests: ["/"],
  },
  "the app's own AsyncLocalStorage": {
    code: `${SERVER} import { AsyncLocalStorage } from "node:async_hooks"; const storage = new AsyncLocalStorage(); serve((request, response) => storage.run(request.url, () => { request.on("end", () => setTimeout(() => { response.end(String(storage.getStore())); if (request.url === "/end") setImmediate(() => process.exit(0)); }, 5)); request.resume(); }));`,
    requests: ["/a", "/b", "/end"],
  },
  "a worker thread that exits": {
    code: `import { Worker } from "node:worker_threads"; const worker = new Worker("process.on('exit', (code) => console.log('in', code)); process.exit(5)", { eval: true }); worker.on("exit", (code) => console.log("worker", code));`,
  },
  "a worker thread that throws": {
    code: `import { Worker } from "node:worker_threads"; new Worker("throw new Error('in a worker')", { eval: true }).on("error", (error) => console.log(error.message)).on("exit", (code) => console.log("worker", code));`,
  },
  "a worker thread that throws and nobody listens": {
    code: `import { Worker } from "node:worker_threads"; new Worker("throw new Error('in a worker')", { eval: true });`,
  },
  "a cluster": {
    code: `import cluster from "node:cluster"; import http from "node:http"; if (cluster.isPrimary) { const worker = cluster.fork(); worker.on("listening", () => worker.process.kill("SIGTERM")); worker.on("exit", (code, signal) => { console.log("worker", code, signal); process.exit(0); }); } else http.createServer().listen(0, "127.0.0.1");`,
  },
  "a cluster whose primary is ended": {
    code: `import cluster from "node:cluster"; import http from "node:http"; if (cluster.isPrimary) cluster.fork().on("listening", () => console.log("ready")); else http.createServer().listen(0, "127.0.0.1");`,
    signals: [["ready", "SIGTERM"]],
  },
  "a child that is forked": {
    code: `import { fork } from "node:child_process"; import { fileURLToPath } from "node:url"; if (process.argv[2] === "child") { process.on("message", (message) => { process.send(message + 1); process.disconnect(); }); } else { const child = fork(fileURLToPath(import.meta.url), ["child"]); child.on("message", (message) => console.log("answer", message)); child.on("exit", (code, signal) => console.log("child", code, signal)); child.send(1); }`,
  },
  "a child that is killed": {
    code: `import { spawn } from "node:child_process"; const child = spawn(process.execPath, ["-e", "console.log('up'); setInterval(() => {}, 1000)"]); child.stdout.on("data", () => child.kill("SIGTERM")); child.on("close", (code, signal) => console.log("child", code, signal));`,
  },
  "standard input that is read to its end": {
    code: `let text = ""; for await (const chunk of process.stdin) text += chunk; console.log(text.toUpperCase());`,
    stdin: "some text",
  },
  "a program on standard input": {
    code: `console.log("piped", typeof require); setTimeout(() => process.exit(3), 10);`,
    piped: true,
  },
  CommonJS: {
    code: `const { once } = require("node:events"); console.log(typeof once, require.main === module, __filename.endsWith(".cjs")); process.exitCode = 2;`,
    commonjs: true,
  },
};

export const SUBJECTS: Readonly<Record<string, Readonly<Record<string, Subject>>>> = {
  signals,
  ends,
  failures,
  others,
};
