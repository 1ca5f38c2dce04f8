import { runtime } from "@pulumi/pulumi";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import { answer, idOf, outputsOf, WORLD, type World } from "./world.ts";

/** One resource as the program registered it. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty for the stack itself. */
  readonly parent: string;
  /** Inputs as they went over the wire; a secret is `{ secret: value }`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URN of the explicit provider; empty for the default one. */
  readonly provider: string;
  /** URNs of everything that must exist before, from inputs and `dependsOn`, sorted. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  /** Names that the resource had before, as the caller gave them: the engine works out the URNs, and the children's. */
  readonly aliases: readonly string[];
}

/** One call of a provider's function. */
export interface Call {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

type Callback = (error: unknown, response: RegisterResourceResponse | undefined) => void;

/** Pulumi's own mock engine, which also remembers what each resource was registered with. */
export class RecordingMonitor extends MockMonitor {
  readonly registered: Registered[] = [];
  readonly calls: Call[];

  constructor(world: World = WORLD) {
    const calls: Call[] = [];
    super({
      newResource: ({ type, name, inputs }) => {
        const given = plain(inputs);
        return { id: idOf(type, name, given), state: { ...given, ...outputsOf(type, name, given, world) } };
      },
      call: ({ token, inputs }) => {
        calls.push({ token, inputs: plain(inputs) });
        return answer(token, plain(inputs), world);
      },
    });
    this.calls = calls;
  }

  override async registerResource(request: RegisterResourceRequest, callback: Callback): Promise<void> {
    const record: Callback = (error, response) => {
      if (response !== undefined) this.registered.push(describe(request, response));
      callback(error, response);
    };
    await super.registerResource(request, record);
  }
}

function describe(request: RegisterResourceRequest, response: RegisterResourceResponse): Registered {
  return {
    urn: response.getUrn(),
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    inputs: plain(request.getObject()?.toJavaScript()),
    // A provider reference is URN::id.
    provider: request.getProvider().split("::").slice(0, -1).join("::"),
    dependencies: [...new Set(request.getDependenciesList())].sort(),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    aliases: request.getAliasesList().map((alias) => alias.getSpec()?.getName() ?? alias.getUrn()),
  };
}

function plain(inputs: unknown): Record<string, unknown> {
  return typeof inputs === "object" && inputs !== null
    ? Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, unwrap(value)]))
    : {};
}

/** Replaces Pulumi's wire form of a secret by a readable one, at any depth. */
function unwrap(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrap);
  if (typeof value !== "object" || value === null) return value;
  const fields = plain(value);
  return fields[runtime.specialSigKey] === runtime.specialSecretSig ? { secret: fields.value } : fields;
}
