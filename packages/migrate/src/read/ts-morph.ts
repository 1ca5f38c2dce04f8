/** The module ts-morph. */
export type TsMorph = typeof import("ts-morph");

/** ts-morph is not installed. */
export class MissingTsMorphError extends Error {
  constructor() {
    super(
      "pmp-xray migrate needs the package ts-morph 28.0.0, an optional dependency that is not installed. " +
        "Run: npm install --no-save --save-exact ts-morph@28.0.0",
    );
  }
}

/** Loads ts-morph, only when code is read: it brings a TypeScript compiler of its own. */
export async function loadTsMorph(): Promise<TsMorph> {
  try {
    return await import("ts-morph");
  } catch (error) {
    if (isMissing(error)) throw new MissingTsMorphError();
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
