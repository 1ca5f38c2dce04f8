import { isIP } from "node:net";
import { hostname } from "node:os";
import type { IncomingMessage } from "node:http";

/**
 * Keeps pages of other sites out. A site can give its own name this machine's address and so have a browser ask here
 * ("DNS rebinding"); the browser then sends the site's name as Host, and as Origin with a POST.
 */
export class Guard {
  readonly #names: ReadonlySet<string>;

  /** `host` is the address that the server listens on. */
  constructor(host: string) {
    const loopback = ["localhost", "127.0.0.1", "::1"].includes(host);
    // Listening for others was chosen, so that others call it by this machine's name, or by Docker's name for it.
    const names = loopback ? [] : [host, hostname(), "host.docker.internal"];
    this.#names = new Set(["localhost", ...names.map((name) => name.toLowerCase())]);
  }

  /** Why a request for the page or its API is refused; undefined when it is not. */
  refusesPage(request: IncomingMessage): string | undefined {
    const host = request.headers.host ?? "";
    if (!this.#isOwn(`http://${host}`)) {
      return `Host: got ${JSON.stringify(host)}; allowed: localhost, or this machine's address.`;
    }
    return this.refusesAgent(request);
  }

  /** The agent's ports may be called by any name, but not by another site's page. */
  refusesAgent(request: IncomingMessage): string | undefined {
    const { origin } = request.headers;
    if (origin === undefined || this.#isOwn(origin)) return undefined;
    return `Origin: got ${JSON.stringify(origin)}; allowed: pages of localhost, or of this machine's address.`;
  }

  #isOwn(origin: string): boolean {
    let name: string;
    try {
      name = new URL(origin).hostname.toLowerCase();
    } catch {
      return false;
    }
    // No site's name is an address, and no site can have a name below localhost.
    const address = name.startsWith("[") ? name.slice(1, -1) : name;
    return isIP(address) > 0 || this.#names.has(name) || name.endsWith(".localhost");
  }
}
