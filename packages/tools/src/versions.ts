/** A half-open range of versions: `from` is allowed, `below` is not. Both are `major.minor.patch`. */
export interface VersionRange {
  readonly from: string;
  readonly below: string;
}

/** The first `major.minor` or `major.minor.patch` in a text such as "etcd Version: 3.4.23", as `major.minor.patch`. */
export function findVersion(text: string): string | undefined {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found === null ? undefined : `${found[1] ?? "0"}.${found[2] ?? "0"}.${found[3] ?? "0"}`;
}

export function isInRange(version: string, range: VersionRange): boolean {
  return compareVersions(version, range.from) >= 0 && compareVersions(version, range.below) < 0;
}

/** Negative when `a` is older than `b`, 0 when equal, positive when newer. Only the numbers count, no pre-release tags. */
export function compareVersions(a: string, b: string): number {
  const left = numbers(a);
  const right = numbers(b);
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbers(version: string): number[] {
  return version.split(".").map(Number);
}
