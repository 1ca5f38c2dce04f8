/**
 * What Pulumi runs (`main` in package.json). It is JavaScript, so that a Node.js that can't run the TypeScript of index.ts reports that
 * instead of `Unknown file extension ".ts"`.
 */
import { RunError } from "@pulumi/pulumi";

export default async function program() {
  if (!process.features.typescript) {
    throw new RunError(
      `This program needs Node.js 22.18 or newer, which runs TypeScript as it is; Pulumi found Node.js ${process.versions.node} ` +
        `(${process.execPath}). Put a newer one first on PATH: "node --version" says which one that is.`,
    );
  }
  // What the other platform has is undefined, and Pulumi warns of an output without a value.
  return Object.fromEntries(Object.entries(await import("./index.ts")).filter(([, value]) => value !== undefined));
}
