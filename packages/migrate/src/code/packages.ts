import { installedBy, type Manifest } from "./package-json.ts";

/**
 * The packages of AWS's X-Ray SDK, with what their module itself is within the whole SDK `aws-xray-sdk`: the members of
 * `aws-xray-sdk-express` are those of `AWSXRay.express`, the module `aws-xray-sdk-postgres` is
 * `AWSXRay.capturePostgres`.
 */
export const XRAY_PACKAGES: Readonly<Record<string, string>> = {
  "aws-xray-sdk": "",
  "aws-xray-sdk-core": "",
  "aws-xray-sdk-express": "express",
  "aws-xray-sdk-fastify": "fastify",
  "aws-xray-sdk-koa2": "koa2",
  "aws-xray-sdk-hapi": "hapi",
  "aws-xray-sdk-restify": "restify",
  "aws-xray-sdk-mysql": "captureMySQL",
  "aws-xray-sdk-postgres": "capturePostgres",
  "aws-xray-sdk-fetch": "fetch",
};

/** The X-Ray package of a module name, also of a file in it: `aws-xray-sdk-core/dist/lib/…`. */
export function xrayPackageOf(module: string): string | undefined {
  return Object.keys(XRAY_PACKAGES).find((name) => module === name || module.startsWith(`${name}/`));
}

/** The package that takes their place. A release replaces its scope by the owner's (release/owner.json). */
export const TRACING = "@pmp/tracing";

/** Whether this is a build of the sources: nothing is published under their scope, so npm must not look the name up. */
export const TRACING_IS_UNPUBLISHED = TRACING.split("/")[0] === "@pmp";

/** The packages in a manifest that are replaced, with their types. */
export function replacedPackages(manifest: Manifest): string[] {
  return [...new Set(installedBy(manifest))].filter((name) =>
    Object.keys(XRAY_PACKAGES).includes(name.replace(/^@types\//, "")),
  );
}
