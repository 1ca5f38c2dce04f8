import grpc from "@grpc/grpc-js";

/** Inputs of the provider that decide how objects are changed. */
export interface ProviderOptions {
  /** Change the data of a ConfigMap in place. Otherwise the ConfigMap is replaced. */
  readonly enableConfigMapMutable: boolean;
  /** Overwrite fields that another manager has set. Otherwise that is a conflict. */
  readonly enablePatchForce: boolean;
  /** Create over an object that is there. Otherwise that is an error. */
  readonly upsertExistingObjects: boolean;
}

const variables: Readonly<Record<keyof ProviderOptions, string>> = {
  enableConfigMapMutable: "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
  enablePatchForce: "PULUMI_K8S_ENABLE_PATCH_FORCE",
  upsertExistingObjects: "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
};

/** The options, read like the official provider's: from the program, else from the environment, else off. */
export function providerOptions(
  configured: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): ProviderOptions {
  const option = (name: keyof ProviderOptions): boolean =>
    (configured.get(`kubernetes:config:${name}`) ?? env[variables[name]]) === "true";
  return {
    enableConfigMapMutable: option("enableConfigMapMutable"),
    enablePatchForce: option("enablePatchForce"),
    upsertExistingObjects: option("upsertExistingObjects"),
  };
}

interface ConfigureCall {
  readonly request: { getVariablesMap(): { entries(): Iterable<readonly [string, string]> } };
}

type Configure = (call: ConfigureCall, callback: unknown) => void;

/**
 * Reads a provider's configuration. The SDK's server handles `Configure` without passing it to the provider, so this
 * intercepts the registration of the server's methods. Call it before the SDK starts the server.
 */
export function onConfigure(listener: (variables: ReadonlyMap<string, string>) => void): void {
  const prototype = grpc.Server.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the server below
  const addService = prototype.addService;
  prototype.addService = function (this: grpc.Server, service, implementation) {
    const methods = implementation as unknown as { configure?: Configure };
    const configure = methods.configure?.bind(methods);
    if (configure !== undefined) {
      methods.configure = (call, callback) => {
        listener(new Map(call.request.getVariablesMap().entries()));
        configure(call, callback);
      };
    }
    addService.call(this, service, implementation);
  };
}
