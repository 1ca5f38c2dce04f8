import type { CodeFile } from "../read/code-file.ts";
import { identifiersNamed, sdkUses } from "./bindings.ts";
import { xrayPackageOf } from "./packages.ts";

/** Other names for what is imported, for a file that uses the plain name for something of its own. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  annotate: "annotateSegment",
  metadata: "segmentMetadata",
  setUser: "setSegmentUser",
  recordError: "recordSegmentError",
  capture: "captureSubsegment",
  trace: "tracing",
};

/** A name that the file can import: its name in the file, and how the import writes it. */
export interface ImportedName {
  readonly local: string;
  /** `annotate`, or `annotate as annotateSegment`. */
  readonly specifier: string;
}

/** How a file can name something that it is to import. */
export function importedName(file: CodeFile, name: string): ImportedName {
  const { Node } = file.tsMorph;
  const { bindings, uses } = sdkUses(file);
  const free = identifiersNamed(file, name).every((identifier) => {
    const parent = identifier.getParent();
    // What names the SDK's own thing goes with it.
    if (bindings.some((binding) => binding.name === identifier)) return true;
    if (uses.some(({ node }) => node.getStart() <= identifier.getStart() && identifier.getEnd() <= node.getEnd()))
      return true;
    if (
      Node.isImportSpecifier(parent) &&
      xrayPackageOf(parent.getImportDeclaration().getModuleSpecifierValue()) !== undefined
    )
      return true;
    if (Node.isPropertyAccessExpression(parent)) return parent.getNameNode() === identifier;
    if (Node.isPropertyAssignment(parent)) return parent.getNameNode() === identifier;
    if (Node.isImportSpecifier(parent)) {
      return parent.getImportDeclaration().getModuleSpecifierValue() === "@pmp/tracing";
    }
    return isImported(file, identifier.getText());
  });
  const local = free ? name : (OTHER_NAMES[name] ?? `${name}OfTracing`);
  return { local, specifier: local === name ? name : `${name} as ${local}` };
}

function isImported(file: CodeFile, name: string): boolean {
  return file.source
    .getImportDeclarations()
    .some(
      (statement) =>
        statement.getModuleSpecifierValue() === "@pmp/tracing" &&
        statement.getNamedImports().some((each) => each.getName() === name),
    );
}
