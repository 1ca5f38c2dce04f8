import { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { guarded } from "../guard.ts";
import type { Call } from "./call.ts";

/**
 * Ends an answered call with the body of its response. Only `close` is listened to: with a listener for `error` or
 * `aborted`, the app would get other events than without tracing.
 */
export function followBody(call: Call, body: Readable): void {
  call.follow(body);
  // Read now: a connection that is kept alive is another request's by the time the body is closed.
  const socket = body instanceof IncomingMessage ? body.socket : undefined;
  body.once(
    "close",
    guarded("the end of a response", () => {
      if (isComplete(body)) call.done();
      else if (!body.errored) call.abandoned();
      else if (socket && body.errored.message === "aborted") {
        // Node says "aborted" whoever closed the connection. It has ended or failed when the other side did it.
        if (socket.readableEnded || socket.errored) call.failed(body.errored, { "exception.type": "ECONNRESET" });
        else call.abandoned();
      } else call.stopped(body.errored);
    }),
  );
}

function isComplete(body: Readable): boolean {
  return body instanceof IncomingMessage ? body.complete : body.readableEnded;
}
