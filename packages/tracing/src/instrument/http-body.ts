import { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { guarded } from "../guard.ts";
import type { Call } from "./call.ts";

/**
 * Ends a call when its response body is closed. Listens only to `close`: a listener for `error` or `aborted` would
 * change the events that the app gets.
 */
export function followBody(call: Call, body: Readable): void {
  call.follow(body);
  // Read now: a keep-alive connection may serve another request by the time the body is closed.
  const socket = body instanceof IncomingMessage ? body.socket : undefined;
  body.once(
    "close",
    guarded("the end of a response", () => {
      if (isComplete(body)) call.done();
      else if (!body.errored) call.abandoned();
      else if (socket && body.errored.message === "aborted") {
        // Node reports "aborted" whichever side closed the connection. If the peer did, the socket has ended or failed.
        if (socket.readableEnded || socket.errored) call.failed(body.errored, { "exception.type": "ECONNRESET" });
        else call.abandoned();
      } else call.stopped(body.errored);
    }),
  );
}

function isComplete(body: Readable): boolean {
  return body instanceof IncomingMessage ? body.complete : body.readableEnded;
}
