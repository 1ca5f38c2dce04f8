import { runtime } from "@pulumi/pulumi";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import type { RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { record, text } from "../policy/kit/read.ts";
import { given, type Child, type ChildOptions, type Construct, type Values } from "./plugins/component.ts";
import { COMPONENTS } from "./plugins/index.ts";
import { MOCK_ACCOUNT, type MockAccount } from "./mock-account.ts";
import { answer, idOf, outputsOf } from "./provider-answers.ts";

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
  /** Inputs whose changes are ignored. */
  readonly ignoreChanges: readonly string[];
  /** Names that the resource had before, as the caller gave them: the engine works out the URNs, and the children's. */
  readonly aliases: readonly string[];
}

/** One call of a provider's function. */
export interface Call {
  readonly token: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

type Callback = (error: unknown, response: RegisterResourceResponse | undefined) => void;

/**
 * Pulumi's own mock engine, which also remembers what each resource was registered with, and makes the children of other
 * plugins' components as those plugins do.
 */
export class RecordingMonitor extends MockMonitor {
  readonly registered: Registered[] = [];
  readonly calls: Call[];
  readonly #account: MockAccount;

  constructor(account: MockAccount = MOCK_ACCOUNT) {
    const calls: Call[] = [];
    super({
      newResource: ({ type, name, inputs }) => {
        const given = plain(inputs);
        return { id: idOf(type, name, given), state: { ...given, ...outputsOf(type, name, given, account) } };
      },
      call: ({ token, inputs }) => {
        calls.push({ token, inputs: plain(inputs) });
        return asEngine(() => answer(token, plain(inputs), account));
      },
    });
    this.calls = calls;
    this.#account = account;
  }

  override async registerResource(request: RegisterResourceRequest, callback: Callback): Promise<void> {
    let response: RegisterResourceResponse;
    try {
      response = await this.#register(request);
      const construct = COMPONENTS[request.getType()];
      if (construct !== undefined) await this.#construct(construct, request, response);
    } catch (error) {
      callback(error, undefined);
      return;
    }
    callback(null, response);
  }

  async #register(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
    const response = await new Promise<RegisterResourceResponse>((resolve, reject) => {
      void super.registerResource(request, (error: unknown, answered: RegisterResourceResponse | undefined) => {
        if (answered !== undefined) resolve(answered);
        else reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
    this.registered.push(describe(request, response));
    return response;
  }

  /** Makes a component's children, and puts its outputs into the engine's answer. */
  async #construct(
    construct: Construct,
    request: RegisterResourceRequest,
    response: RegisterResourceResponse,
  ): Promise<void> {
    const urn = response.getUrn();
    const outputs = await construct({
      name: request.getName(),
      inputs: plain(request.getObject()?.toJavaScript()),
      make: (type, name, inputs, options = {}) => this.#makeChild(request, urn, { type, name, inputs }, options),
      ask: (token, inputs) => {
        this.calls.push({ token, inputs });
        return answer(token, inputs, this.#account);
      },
      stateOf: (reference) => this.#stateOf(text(record(reference).urn) ?? ""),
    });
    this.#entry(urn).state = outputs;
    response.setObject(toStruct(outputs));
  }

  async #makeChild(
    component: RegisterResourceRequest,
    componentUrn: string,
    { type, name, inputs }: { readonly type: string; readonly name: string; readonly inputs: Values },
    { parent, custom = true, ignoreChanges = [] }: ChildOptions,
  ): Promise<Child> {
    const request = new resources.RegisterResourceRequest();
    request.setType(type);
    request.setName(name);
    request.setParent(parent?.urn ?? componentUrn);
    request.setCustom(custom);
    request.setObject(toStruct(inputs));
    request.setIgnorechangesList([...ignoreChanges]);
    // A component's children inherit it.
    request.setProtect(component.getProtect() ?? false);
    const response = await this.#register(request);
    const [urn, id] = [response.getUrn(), response.getId()];
    const reference = {
      [runtime.specialSigKey]: runtime.specialResourceSig,
      ...{ urn, id: custom ? id : undefined, packageVersion: "" },
    };
    return { urn, id, state: this.#stateOf(urn), reference: given(reference) };
  }

  #entry(urn: string) {
    const entry = this.resources.get(urn);
    if (entry === undefined) throw new Error(`no resource was registered with the URN ${urn}`);
    return entry;
  }

  #stateOf(urn: string): Values {
    return plain(this.#entry(urn).state);
  }
}

/** A program gets the text of a function's error from gRPC's details. */
function asEngine<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { details: error.message }) : error;
  }
}

/** Without what is undefined, as the wire form has no such thing. */
function toStruct(values: Values): struct.Struct {
  return struct.Struct.fromJavaScript(JSON.parse(JSON.stringify(values)) as Record<string, JavaScriptValue>);
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
    ignoreChanges: request.getIgnorechangesList(),
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
