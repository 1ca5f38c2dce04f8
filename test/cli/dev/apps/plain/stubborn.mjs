// Ignores every signal that can be ignored, and so does what it starts.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => console.log(`ignores ${signal}`));
createServer().listen(0, "127.0.0.1");
if (process.argv[2] === undefined) {
  const child = spawn(process.execPath, [process.argv[1], "child"], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.once("data", () => console.log(`started ${child.pid}`));
} else console.log("is there");
