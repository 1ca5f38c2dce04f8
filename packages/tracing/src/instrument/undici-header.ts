/** Undici's headers of a request: alternating names and values; before version 6, the header text. */
export interface UndiciHeaders {
  headers?: unknown[] | string;
  addHeader(name: string, value: string): unknown;
}

/**
 * Replaces a header regardless of its form and case; undici itself would send both.
 * @param name in lower case
 */
export function setUndiciHeader(request: UndiciHeaders, name: string, value: string): void {
  const { headers } = request;
  if (Array.isArray(headers)) {
    for (let i = headers.length - 2; i >= 0; i -= 2) {
      if (String(headers[i]).toLowerCase() === name) headers.splice(i, 2);
    }
  } else if (typeof headers === "string") {
    const others = headers.split("\r\n").filter((line) => !line.toLowerCase().startsWith(`${name}:`));
    request.headers = others.join("\r\n");
  }
  request.addHeader(name, value);
}
