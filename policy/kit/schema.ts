/** The part of JSON Schema that a policy's configuration is described with; what the Pulumi CLI checks too. */
export interface JsonSchema {
  readonly type?: "string" | "number" | "integer" | "boolean" | "object" | "array";
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly description?: string;
  readonly default?: unknown;
}

/**
 * What people may set for a policy. Each option says what it means and what holds without it, so that a policy always gets
 * all of them.
 */
export interface ConfigSchema<C> {
  readonly properties: {
    readonly [K in keyof C]: JsonSchema & { readonly description: string; readonly default: C[K] };
  };
}

/** For policies that have nothing to set. */
export type NoConfig = Readonly<Record<string, never>>;
