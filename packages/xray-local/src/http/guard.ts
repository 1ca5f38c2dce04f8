import { isIP } from "node:net";
import { hostname } from "node:os";
import type { IncomingMessage } from "node:http";

/**
 * Rejects requests from pages of other sites. A site can point its own name at this machine ("DNS rebinding"); the browser
 * then sends the site's name as Host, and as Origin with a POST.
 */
export class Guard {
  readonly #names: ReadonlySet<string>;

  /** `host` is the address that the server listens on. */
  constructor(host: string) {
    const loopback = ["localhost", "127.0.0.1", "::1"].includes(host);
    // Listening for other machines was requested: they use this machine's name, or Docker's name for it.
    const names = loopback ? [] : [host, hostname(), "host.docker.internal"];
    this.#names = new Set(["localhost", ...names.map((name) => name.toLowerCase())]);
  }

  /** Why a request for the page or its API is rejected; undefined if it is allowed. */
  rejectsPage(request: IncomingMessage): string | undefined {
    const host = request.headers.host ?? "";
    const url = URL.parse(`http://${host}`);
    // A name may be rebound; an address is what the browser really connects to.
    if (url === null || !(this.#isOwnName(url) || isIP(addressOf(url)) > 0)) {
      return `Host: got ${JSON.stringify(host)}; allowed: localhost, or this machine's address.`;
    }
    return this.rejectsAgent(request);
  }

  /** Same for the agent's ports, which may be called by any name, but not by another site's page. */
  rejectsAgent(request: IncomingMessage): string | undefined {
    const { origin, host = "" } = request.headers;
    if (origin === undefined) return undefined;
    const url = URL.parse(origin);
    // Any site can be at an address, so an address is allowed only if it is the one that was called.
    if (url !== null && (this.#isOwnName(url) || (isIP(addressOf(url)) > 0 && url.host === hostOf(host)))) {
      return undefined;
    }
    return `Origin: got ${JSON.stringify(origin)}; allowed: pages of localhost, or of this server's own address.`;
  }

  /** A name or address that a browser on this machine resolves to this machine only. */
  #isOwnName(url: URL): boolean {
    const name = url.hostname.toLowerCase();
    return this.#names.has(name) || name.endsWith(".localhost") || isLoopback(addressOf(url));
  }
}

function hostOf(host: string): string | undefined {
  return URL.parse(`http://${host}`)?.host;
}

/** Without the brackets of IPv6. */
function addressOf({ hostname }: URL): string {
  return hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
}

/** `URL` has normalized the address. */
function isLoopback(address: string): boolean {
  return address === "::1" || (isIP(address) === 4 && address.startsWith("127."));
}
