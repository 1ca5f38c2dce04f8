/** Bundles the API into one CommonJS file that needs nothing but Node: what the container image holds. */
export function bundle(outfile: string): Promise<void>;
