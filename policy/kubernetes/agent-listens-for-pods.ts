import type { Violation } from "../kit/definition.ts";
import { kubernetesPolicy } from "../kit/policy.ts";
import type { Container } from "./reading/container.ts";
import { inEveryContainer } from "./reading/security.ts";
import { list } from "./reading/fields.ts";
import { parseImage } from "./reading/image.ts";

/**
 * The daemon's option, what it is for, and its default.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-configuration.html
 */
const OPTIONS = [
  { names: ["-b", "--bind"], what: "segments by UDP" },
  { names: ["-t", "--bind-tcp"], what: "sampling rules by TCP" },
] as const;
const DEFAULT = "127.0.0.1:2000";

export const agentListensForPods = kubernetesPolicy({
  name: "agent-listens-for-pods",
  title: "An X-Ray daemon in its own pod listens for other pods, by UDP and TCP.",
  why: "The daemon's own default is 127.0.0.1. With -b alone it accepts segments from other pods but does not serve them sampling rules: their SDKs silently fall back to one request per second and 5 %.",
  fix: "Give the daemon -b 0.0.0.0:2000 and -t 0.0.0.0:2000; restrict callers with a NetworkPolicy.",
  severity: "high",
  enforcement: "mandatory",
  frameworks: [],
  kinds: ["DaemonSet", "Deployment", "StatefulSet"],
  *check(object) {
    yield* inEveryContainer(object, function* (container, pod) {
      const alone = [...list(pod.spec.containers), ...list(pod.spec.initContainers)].length === 1;
      // A sidecar daemon is called over loopback, and should not listen elsewhere.
      if (alone && isDaemon(container)) yield* addresses(container);
    });
  },
});

/**
 * Evaluates the options. Without a command they are added to the image's own, which are right; a command replaces
 * those. With a configuration file, the options alone don't decide.
 */
function* addresses({ fields, label, path }: Container): Iterable<Violation> {
  const command = list(fields.command).map(String);
  const args = [...command, ...list(fields.args).map(String)];
  if (args.some((arg) => /^(?:-c|--config)(?:=|$)/.test(arg))) return;
  for (const { names, what } of OPTIONS) {
    const given = valueOf(args, names) ?? (command.length > 0 ? DEFAULT : "");
    if (/^(?:127\.|localhost|\[?::1)/.test(given)) {
      const message = `${label}: it takes ${what} at ${given} only; allowed: ${names[0]} 0.0.0.0:2000.`;
      yield { path: `${path}.${command.length > 0 ? "command" : "args"}`, message };
    }
  }
}

function isDaemon({ fields }: Container): boolean {
  const { repository } = parseImage(typeof fields.image === "string" ? fields.image : "");
  return /(?:^|\/)(?:aws-)?xray-daemon$/.test(repository);
}

/** `-t ADDRESS`, `-t=ADDRESS`, `--bind-tcp ADDRESS` or `--bind-tcp=ADDRESS`. */
function valueOf(args: readonly string[], names: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (names.includes(arg)) return args[index + 1];
    const name = names.find((one) => arg.startsWith(`${one}=`));
    if (name !== undefined) return arg.slice(name.length + 1);
  }
  return undefined;
}
