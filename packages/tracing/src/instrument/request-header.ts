import type { ClientRequest } from "node:http";

const END = "\r\n\r\n";

/**
 * Replaces a header of a request that is not sent yet. Headers given as a list are written into the head at once, where
 * Node has no way to change them; there the text of the head is changed, as long as Node keeps it where it does today.
 * A request that waits for `100 Continue` has left already and is not changed.
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
