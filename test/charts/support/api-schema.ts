import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { Manifest } from "./manifests.ts";

/** What `kubernetes/extract.ts` writes. */
interface SchemaFile {
  readonly source: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, unknown>>;
}

const dir = join(import.meta.dirname, "..", "kubernetes");

/** The Kubernetes versions that there are schemas of, such as 1.36. */
export const kubernetesVersions = readdirSync(dir).flatMap((name) => /^kubernetes-(.*)\.json$/.exec(name)?.[1] ?? []);

/** Finds what an API server of one version, with the Gateway API, would refuse in an object's shape. */
export class ApiSchema {
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(version: string) {
    for (const name of [`kubernetes-${version}.json`, "gateway-api.json"]) {
      const file = JSON.parse(readFileSync(join(dir, name), "utf8")) as SchemaFile;
      const ajv = new Ajv({ allErrors: true, strict: false });
      ajv.addSchema({ $id: "file", definitions: file.definitions });
      for (const [kind, definition] of Object.entries(file.kinds)) {
        this.validators.set(kind, ajv.compile({ $ref: `file#/definitions/${definition}` }));
      }
    }
  }

  problems(manifest: Manifest): readonly string[] {
    const kind = `${manifest.apiVersion}/${manifest.kind}`;
    const place = `${kind} ${manifest.metadata.name}`;
    const validate = this.validators.get(kind);
    if (validate === undefined) return [`${kind} is not an API of this version`];
    if (validate(manifest)) return [];
    return (validate.errors ?? []).map((error: ErrorObject<string, Readonly<Record<string, unknown>>>) => {
      const property = error.params.additionalProperty;
      const detail = typeof property === "string" ? `: ${property}` : "";
      return `${place} ${error.instancePath}: ${error.message ?? error.keyword}${detail}`;
    });
  }
}
