import { DataFile } from "../../read/data-file.ts";
import type { DeploymentRule } from "../../rule.ts";

export const alarmCommand: DeploymentRule = {
  name: "alarm-command",
  title: "script that makes an alarm on a metric that X-Ray does not publish",
  why: "There is no namespace AWS/XRay: such an alarm stays in INSUFFICIENT_DATA, and never fires.",
  fix:
    "Count the traces of groups: --namespace AWS/X-Ray --metric-name ApproximateTraceCount --dimensions Name=GroupName,Value=GROUP, or " +
    "let a stack's alarms do it.",
  level: "say",
  reads: "deployment",
  *find(file) {
    if (file instanceof DataFile || !file.path.endsWith(".sh")) return;
    for (const { start, text } of file.lines()) {
      const namespace = /^[^#]*--namespace[ =]["']?(AWS\/XRay)\b/i.exec(text)?.[1];
      if (namespace !== undefined) yield { start, end: start + text.length, message: `namespace ${namespace}` };
    }
  },
};
