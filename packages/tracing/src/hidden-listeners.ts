type Listener = (...args: unknown[]) => void;
type Query<T> = (event: string | symbol, listener?: Listener) => T;
/** `process` has overloads per event. */
const emitter: {
  prependListener(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
} = process;

/** This package's listeners on `process`, by event. */
const hidden = new Map<string | symbol, Set<Listener>>();
/** Temporarily removed listeners. */
const detached = new Set<Listener>();
let users = 0;
let uninstall = (): void => undefined;

/**
 * Listens to an event of `process` invisibly to the app: libraries count a signal's listeners or remove and restore
 * them, and Node warns about too many. They must get the same results as without tracing.
 * @returns a function that stops it
 */
export function addHiddenListener(event: string, listener: Listener): () => void {
  if (users === 0) uninstall = install();
  users += 1;
  register(event, listener);
  return () => {
    unregister(event, listener);
    users -= 1;
    if (users === 0) uninstall();
  };
}

/** Removes a listener and adds it again: Node stops handling a signal when the last visible listener is removed. */
export function reattach(event: string, listener: Listener): void {
  detach(event, listener);
  attach(event, listener);
}

export function isHidden(event: string | symbol, listener: unknown): boolean {
  return hidden.get(event)?.has(listener as Listener) ?? false;
}

function register(event: string, listener: Listener): void {
  const listeners = hidden.get(event) ?? new Set();
  hidden.set(event, listeners.add(listener));
  attach(event, listener);
}

function unregister(event: string, listener: Listener): void {
  detach(event, listener);
  detached.delete(listener);
  const listeners = hidden.get(event);
  listeners?.delete(listener);
  if (listeners?.size === 0) hidden.delete(event);
}

function detach(event: string, listener: Listener): void {
  detached.add(listener);
  emitter.removeListener(event, listener);
}

/** Prepends the listener without causing Node's warning about too many. */
function attach(event: string, listener: Listener): void {
  detached.delete(listener);
  const limit = process.getMaxListeners();
  process.setMaxListeners(0);
  emitter.prependListener(event, listener);
  process.setMaxListeners(limit);
}

/** Overrides the methods that report listeners, so that they leave out ours; the result removes the overrides. */
function install(): () => void {
  const [listeners, rawListeners] = [original<Listener[]>("listeners"), original<Listener[]>("rawListeners")];
  const listenerCount = original<number>("listenerCount");
  const overrides: Record<string, Query<unknown>> = {
    listeners: (event) => withoutHidden(event, listeners.call(process, event)),
    rawListeners: (event) => withoutHidden(event, rawListeners.call(process, event)),
    listenerCount: (event, listener) =>
      listenerCount.call(process, event, listener) - (listener === undefined ? hiddenCount(event) : 0),
  };
  const before = Object.keys(overrides).map((name) => [name, Object.getOwnPropertyDescriptor(process, name)] as const);
  for (const [name, value] of Object.entries(overrides)) {
    Object.defineProperty(process, name, { value, configurable: true, writable: true, enumerable: false });
  }
  register("newListener", makeSpace);
  register("removeListener", restoreRemoved);
  return () => {
    unregister("newListener", makeSpace);
    unregister("removeListener", restoreRemoved);
    for (const [name, descriptor] of before) {
      // Others, such as tsx, override the same members; keep theirs.
      if (Reflect.get(process, name) !== overrides[name]) continue;
      Reflect.deleteProperty(process, name);
      if (descriptor) Object.defineProperty(process, name, descriptor);
    }
  };
}

function original<T>(name: string): Query<T> {
  return Reflect.get(process, name) as Query<T>;
}

function withoutHidden(event: string | symbol, listeners: Listener[]): Listener[] {
  return listeners.filter((each) => !isHidden(event, each));
}

function hiddenCount(event: string | symbol): number {
  let count = 0;
  for (const listener of hidden.get(event) ?? []) if (!detached.has(listener)) count += 1;
  return count;
}

/** Node's limit counts our listeners: near the limit they are removed while another one is added. */
const makeSpace: Listener = (event, listener) => {
  const listeners = typeof event === "string" ? hidden.get(event) : undefined;
  const limit = process.getMaxListeners();
  if (typeof event !== "string" || !listeners || limit === 0 || isHidden(event, listener)) return;
  if (process.listenerCount(event) + 1 + listeners.size <= limit) return;
  const off = [...listeners].filter((each) => !detached.has(each));
  for (const each of off) detach(event, each);
  process.nextTick(() => {
    for (const each of off) if (detached.has(each) && isHidden(event, each)) attach(event, each);
  });
};

/** `removeAllListeners` removes only the app's. */
const restoreRemoved: Listener = (event, listener) => {
  if (typeof event !== "string" || !isHidden(event, listener) || detached.has(listener as Listener)) return;
  attach(event, listener as Listener);
};
