import { sdkUses } from "../../code/bindings.ts";
import { placeOf } from "../../code/calls.ts";
import { importedName } from "../../code/names.ts";
import { TRACING } from "../../code/packages.ts";
import { segmentsOf } from "../../code/segments.ts";
import type { CodeRule } from "../../rule.ts";

export const xraySubsegmentType: CodeRule = {
  name: "xray-subsegment-type",
  title: "the type Subsegment of a captured function's parameter",
  why: "The parameter is a subsegment of @pmp/tracing.",
  fix: "The type Subsegment of @pmp/tracing.",
  level: "edit",
  reads: "code",
  *find(file) {
    const { handles } = segmentsOf(file);
    for (const { node, member } of sdkUses(file).uses) {
      if (member !== "Subsegment") continue;
      const typed = handles.find(({ declaration }) => {
        const type = declaration.getTypeNode();
        return type !== undefined && type.getStart() <= node.getStart() && node.getEnd() <= type.getEnd();
      });
      if (typed === undefined || typed.kind === "current") continue;
      const { local, specifier } = importedName(file, "Subsegment");
      yield {
        ...placeOf(node),
        message: `${typed.name.getText()} has the type Subsegment`,
        edits: [{ ...placeOf(node), text: local }],
        imports: { [TRACING]: [`type ${specifier}`] },
      };
    }
  },
};
