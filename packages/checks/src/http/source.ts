/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends requests to an address of the API that this machine reaches. */
export interface HttpSource {
  get(url: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer>;
}

/** Real requests. */
export const HTTP: HttpSource = {
  async get(url, headers) {
    const answer = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(10_000) });
    await answer.arrayBuffer();
    return { status: answer.status, headers: Object.fromEntries(answer.headers) };
  },
};
