import type { ClientRequest } from "node:http";

const END = "\r\n\r\n";

/**
 * Replaces a header of a request that is not sent yet. Node writes headers given as a list into the head immediately,
 * so that the head's text is edited, which relies on an internal member of Node. A request that waits for `100
 * Continue` is already sent and is not changed.
 * @param name in lower case
 */
export function setRequestHeader(request: ClientRequest, name: string, value: string): void {
  if (!request.headersSent) {
    request.setHeader(name, value);
    return;
  }
  const head: unknown = Reflect.get(request, "_header");
  if (typeof head !== "string" || Reflect.get(request, "_headerSent") !== false || !head.endsWith(END)) return;
  const lines = head.slice(0, -END.length).split("\r\n");
  const others = lines.filter((line, i) => i === 0 || !line.toLowerCase().startsWith(`${name}:`));
  Reflect.set(request, "_header", `${[...others, `${name}: ${value}`].join("\r\n")}${END}`);
}
