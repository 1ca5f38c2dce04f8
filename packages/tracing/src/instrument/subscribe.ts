import { subscribe as listen, unsubscribe } from "node:diagnostics_channel";
import { failed } from "../guard.ts";

/**
 * Listens to a diagnostics channel; returns a function that ends this. The only way in which this package does so: Node
 * throws what a listener throws as an uncaught exception of the app, which would end it.
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
