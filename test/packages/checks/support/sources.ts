import type { AwsClients, AwsSource } from "../../../../packages/checks/src/aws/source.ts";
import type { Fact } from "../../../../packages/checks/src/fact.ts";
import type { Kind, KubernetesSource } from "../../../../packages/checks/src/kubernetes/source.ts";
import { FactReader, type SourcesOfAll } from "../../../../packages/checks/src/run/fact-reader.ts";
import { EKS } from "./deployments.ts";

/** Answers of AWS, by service and method as the SDK's clients call it: `xray.getGroups`. */
export type Answers = Readonly<Record<string, (input: never) => unknown>>;

/** Objects of Kubernetes, by resource; logs and answers of exec. */
export type Objects = Readonly<Record<string, readonly object[]>>;

/** Sources that answer from memory, and remember which rights were used. */
export interface Recorded {
  readonly reader: FactReader;
  /** IAM actions, in the order of the calls. */
  readonly actions: string[];
  /** Rights of Kubernetes: `list pods`. */
  readonly rights: string[];
}

/** What reading from these answers uses. */
export function recorded(
  answers: Answers,
  objects: Objects = {},
  more: Partial<SourcesOfAll> & { readonly log?: string; readonly output?: string } = {},
): Recorded {
  const actions: string[] = [];
  const rights: string[] = [];
  const aws: AwsSource = <S extends keyof AwsClients>(service: S) => {
    const client = new Proxy({} as AwsClients[S] & object, {
      get(_target, method) {
        // A client is no promise.
        if (method === "then") return undefined;
        const name = String(method);
        return (input: never) => {
          // AssumeRoleWithWebIdentity and GetCallerIdentity need no right.
          if (service !== "sts") actions.push(`${service}:${name.charAt(0).toUpperCase()}${name.slice(1)}`);
          const answer = answers[`${service}.${name}`];
          if (answer === undefined) throw new Error(`no answer for ${service}.${name}`);
          return Promise.resolve().then(() => answer(input));
        };
      },
    });
    return Promise.resolve(client);
  };
  const use = (verb: string, { group, resource }: Pick<Kind, "group" | "resource">): void => {
    rights.push(`${verb} ${resource}${group === "" ? "" : `.${group}`}`);
  };
  const core = (resource: string) => ({ group: "", resource });
  const nameOf = (object: object): string => (object as { metadata: { name: string } }).metadata.name;
  const kubernetes: KubernetesSource = {
    list: (kind) => {
      use("list", kind);
      return Promise.resolve(objects[kind.resource] ?? []);
    },
    get: (kind, name) => {
      use("get", kind);
      return Promise.resolve(objects[kind.resource]?.find((object) => nameOf(object) === name));
    },
    log: () => {
      use("get", core("pods/log"));
      return Promise.resolve(more.log ?? "");
    },
    exec: () => {
      use("create", core("pods/exec"));
      return Promise.resolve(more.output ?? "");
    },
    runPod: () => Promise.reject(new Error("not here")),
    token: () => {
      use("create", core("serviceaccounts/token"));
      return Promise.resolve("token");
    },
    ready: () => Promise.resolve(),
    server: () => Promise.resolve("https://10.0.0.1"),
  };
  const http = { get: () => Promise.resolve({ status: 200, headers: {} }) };
  const sources = { target: EKS.target, aws, kubernetes, http, now: Date.now, announce: () => undefined, ...more };
  return { reader: new FactReader(sources, ["reads", "probes", "sends"]), actions, rights };
}

/** The value of a fact. @throws Error with the reason when it can't be known */
export async function valueOf<T>({ reader }: Recorded, fact: Fact<T>): Promise<T> {
  const known = await reader.read(fact);
  if (known.known) return known.value;
  throw new Error(`${fact.name}: ${known.kind}: ${known.reason}`);
}
