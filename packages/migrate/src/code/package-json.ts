/** What is read of a package.json. */
export interface Manifest {
  readonly name?: string;
  readonly type?: string;
  readonly main?: string;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly module?: string;
  /** The source of `main`, for bundlers. */
  readonly source?: string;
  readonly exports?: unknown;
  readonly imports?: unknown;
  /** Of the package module-alias. */
  readonly _moduleAliases?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The packages that a manifest names. */
export function installedBy(manifest: Manifest): string[] {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  return [dependencies, devDependencies, peerDependencies, optionalDependencies].flatMap((list) =>
    Object.keys(list ?? {}),
  );
}
