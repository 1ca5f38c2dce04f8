/** Bundles the API into one CommonJS file that needs nothing but Node. */
export function bundle(outfile: string): Promise<void>;
