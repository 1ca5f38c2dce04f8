import { isPrivateAddress, newAddress, readAddress } from "./address.ts";
import { isInBlock } from "./block.ts";
import { allForwardedForPrivate, allForwardedPrivate } from "./forwarded.ts";
import type { TrustSetting } from "./setting.ts";

/** The peer of a connection over a Unix socket: a process of the same machine. */
export const UNIX_SOCKET = "unix";

export interface Caller {
  /** Address at the other end of the connection, or UNIX_SOCKET; undefined when it is not known. */
  readonly peer: string | undefined;
  /** By name in lower case; a header that came several times is one list. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const scratch = newAddress();

/** Whether a caller's sampling decision is accepted. */
export function trustsCaller(setting: TrustSetting, { peer, headers }: Caller): boolean {
  switch (setting.kind) {
    case "all":
      return true;
    case "none":
      return false;
    case "private":
      return isFromInside(peer, headers);
    case "listed":
      return (
        setting.headers.some((name) => headers[name] !== undefined) ||
        (peer !== undefined &&
          setting.blocks.length > 0 &&
          readAddress(peer, scratch) &&
          setting.blocks.some((block) => isInBlock(scratch, block)))
      );
  }
}

function isFromInside(peer: string | undefined, headers: Caller["headers"]): boolean {
  if (peer === undefined || !(peer === UNIX_SOCKET || isPrivateAddress(peer))) return false;
  const forwardedFor = headers["x-forwarded-for"];
  if (forwardedFor !== undefined && !allForwardedForPrivate(listOf(forwardedFor))) return false;
  const { forwarded } = headers;
  return forwarded === undefined || allForwardedPrivate(listOf(forwarded));
}

function listOf(header: string | readonly string[]): string {
  return typeof header === "string" ? header : header.join(",");
}
