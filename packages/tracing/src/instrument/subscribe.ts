import { subscribe as listen, unsubscribe } from "node:diagnostics_channel";
import { failed } from "../guard.ts";

/**
 * Subscribes to a diagnostics channel; returns a function that unsubscribes. All of this package's listeners are added
 * here: Node turns an exception in one into an uncaught exception, which would end the app.
 * https://nodejs.org/api/diagnostics_channel.html#channelsubscribeonmessage
 */
export function subscribe(channel: string, handle: (message: unknown) => void): () => void {
  const listener = (message: unknown): void => {
    try {
      handle(message);
    } catch (error) {
      failed(channel, error);
    }
  };
  listen(channel, listener);
  return () => void unsubscribe(channel, listener);
}
