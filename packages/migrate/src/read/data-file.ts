import { parseAllDocuments, visit, type Document } from "yaml";
import { TextFile } from "./text-file.ts";

/** A YAML or JSON file. JSON is YAML, so both are read by one parser; each node has its `range` in the text. */
export class DataFile extends TextFile {
  readonly format: "json" | "yaml";
  readonly documents: readonly Document.Parsed[];

  constructor(path: string, text: string) {
    super(path, text);
    this.format = path.endsWith(".json") ? "json" : "yaml";
    const documents = parseAllDocuments(text, { keepSourceTokens: true, logLevel: "silent" });
    this.documents = Array.isArray(documents) ? (documents as Document.Parsed[]) : [];
  }

  /** The first syntax error, which keeps the file from being read by rules. */
  get problem(): string | undefined {
    const [error] = this.documents.flatMap(({ errors }) => errors);
    if (error !== undefined) return error.message.split("\n", 1)[0];
    for (const document of this.documents) {
      let missing: string | undefined;
      visit(document, {
        Alias(_key, alias) {
          if (alias.resolve(document) !== undefined) return undefined;
          missing = alias.source;
          return visit.BREAK;
        },
      });
      if (missing !== undefined) return `no anchor for the alias *${missing}`;
    }
    return undefined;
  }
}
