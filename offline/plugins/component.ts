/** Values as they go over the wire, without Pulumi's wrapping. */
export type Values = Readonly<Record<string, unknown>>;

/** A resource that a component's plugin made. */
export interface Child {
  readonly urn: string;
  readonly id: string;
  /** Its inputs, and what AWS works out for it. */
  readonly state: Values;
  /** The resource as one property of another, in Pulumi's wire form. */
  readonly reference: Values;
}

export interface ChildOptions {
  /** Default: the component. */
  readonly parent?: Child | undefined;
  /** false for a component inside of the component. Default: true. */
  readonly custom?: boolean;
  /** Inputs whose changes the engine ignores. Default: none. */
  readonly ignoreChanges?: readonly string[];
}

/** What a component's plugin can do while the engine has it construct a component. */
export interface Construction {
  /** The component's name. */
  readonly name: string;
  readonly inputs: Values;
  readonly make: (type: string, name: string, inputs: Values, options?: ChildOptions) => Promise<Child>;
  /** Calls a function of another provider. */
  readonly ask: (token: string, inputs: Values) => Values;
  /** The state of a resource that was passed as an input. */
  readonly stateOf: (reference: unknown) => Values;
}

/**
 * Makes a component's children and returns its outputs. Each implementation does what the plugin's own code does with the inputs
 * that this program passes; an unknown input is an error, so that nothing is invented.
 */
export type Construct = (construction: Construction) => Promise<Values>;

/** @throws Error for an input whose effect on the children is not implemented */
export function knownInputs({ name, inputs }: Construction, known: readonly string[]): void {
  const unknown = Object.keys(inputs).filter((key) => inputs[key] !== undefined && !known.includes(key));
  if (unknown.length > 0) {
    throw new Error(`offline/plugins doesn't know what ${name} makes of ${unknown.join(", ")}: read the plugin's code`);
  }
}

/** The values without those that are undefined, which never reach the engine. */
export function given(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
