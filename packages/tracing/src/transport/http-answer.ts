/** An answer to an HTTP request. */
export interface HttpAnswer {
  status: number;
  body: string;
  /** The Date header in seconds since the epoch; absent without a valid one. */
  date?: number;
}

const HEAD_END = "\r\n\r\n";

/**
 * Parses the received part of an HTTP/1.1 response; undefined while it is incomplete.
 * @param ended whether the other side has closed the connection
 * @throws Error if it is not an HTTP response, or is truncated
 */
export function readHttpAnswer(bytes: Buffer, ended: boolean): HttpAnswer | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return ended ? cutOff() : undefined;
  const head = bytes.toString("latin1", 0, headEnd);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]);
  if (!(status >= 200)) throw new Error("the answer is not HTTP");
  const rest = bytes.subarray(headEnd + HEAD_END.length);
  const body = bodyOf(rest, head, ended);
  const date = Date.parse(/^date:[ \t]*(.{1,60}?)[ \t]*$/im.exec(head)?.[1] ?? "");
  if (body) return { status, body: body.toString(), ...(!Number.isNaN(date) && { date: date / 1_000 }) };
  return ended ? cutOff() : undefined;
}

function bodyOf(rest: Buffer, head: string, ended: boolean): Buffer | undefined {
  if (/^transfer-encoding:.*\bchunked[ \t]*$/im.test(head)) return unchunked(rest);
  const length = /^content-length:[ \t]*(\d+)[ \t]*$/im.exec(head)?.[1];
  if (length === undefined) return ended ? rest : undefined;
  return rest.length >= Number(length) ? rest.subarray(0, Number(length)) : undefined;
}

/** https://datatracker.ietf.org/doc/html/rfc9112#section-7.1 */
function unchunked(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = /^[0-9a-f]+/i.exec(bytes.toString("latin1", at, lineEnd))?.[0];
    if (size === undefined) throw new Error("the answer is not HTTP");
    const length = parseInt(size, 16);
    const start = lineEnd + 2;
    if (length === 0) return Buffer.concat(chunks);
    if (start + length > bytes.length) return undefined;
    chunks.push(bytes.subarray(start, start + length));
    at = start + length + 2;
  }
}

function cutOff(): never {
  throw new Error("the answer was cut off");
}
