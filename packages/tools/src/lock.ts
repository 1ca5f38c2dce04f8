import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { resolve } from "node:path";

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once with the holder's process id, if the lock is held. */
  readonly onWait?: (pid: number) => void;
}

/**
 * Runs `work` while holding the lock of this name (a path; nothing is written there). Waits if another process or call
 * holds it.
 *
 * The lock is a listening socket in Linux's abstract namespace (unix(7)): the kernel lets one process have an address,
 * and frees it when the process ends for any reason. So there are no stale locks.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const held = await acquire(path, options);
  try {
    return await work();
  } finally {
    await held.release();
  }
}

interface HeldLock {
  release(): Promise<void>;
}

async function acquire(path: string, { onWait, signal }: LockOptions): Promise<HeldLock> {
  const address = addressOf(path);
  let notified = false;
  for (;;) {
    signal?.throwIfAborted();
    const held = await tryListen(address);
    if (held !== undefined) return held;
    await untilReleased(address, signal, (pid) => {
      if (!notified) onWait?.(pid);
      notified = true;
    });
  }
}

/**
 * The lock of one user doesn't stand in another's way. An address starts with a zero byte and has at most 108 bytes.
 */
function addressOf(path: string): string {
  const name = createHash("sha256").update(resolve(path)).digest("hex");
  return `\0pmp-xray-${String(process.getuid?.() ?? 0)}-${name.slice(0, 32)}`;
}

async function tryListen(address: string): Promise<HeldLock | undefined> {
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => waiting.delete(socket));
    socket.write(`${String(process.pid)}\n`);
  });
  try {
    server.listen({ path: address });
    await once(server, "listening");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return undefined;
    throw error;
  }
  server.unref();
  return {
    async release() {
      const closed = once(server, "close");
      server.close();
      for (const socket of waiting) socket.destroy();
      await closed;
    },
  };
}

/** Stays connected to the holder until it releases the lock or ends. */
async function untilReleased(
  address: string,
  signal: AbortSignal | undefined,
  onHolder: (pid: number) => void,
): Promise<void> {
  const socket = connect({ path: address });
  const stop = (): void => void socket.destroy();
  signal?.addEventListener("abort", stop, { once: true });
  socket.on("error", stop); // Released between two looks; the next attempt to listen will show.
  socket.on("data", (chunk: Buffer) => onHolder(Number(chunk.toString())));
  await new Promise((released) => socket.once("close", released));
  signal?.removeEventListener("abort", stop);
}
