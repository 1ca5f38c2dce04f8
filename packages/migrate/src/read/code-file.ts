import type { SourceFile } from "ts-morph";
import type { TsMorph } from "./ts-morph.ts";
import { TextFile } from "./text-file.ts";

/** A JavaScript or TypeScript file. `source` has the text's offsets, without a byte-order mark. */
export class CodeFile extends TextFile {
  readonly source: SourceFile;
  /** ts-morph itself, which rules must not import: it is an optional dependency. */
  readonly tsMorph: TsMorph;

  constructor(path: string, text: string, source: SourceFile, tsMorph: TsMorph) {
    super(path, text);
    this.source = source;
    this.tsMorph = tsMorph;
  }
}
