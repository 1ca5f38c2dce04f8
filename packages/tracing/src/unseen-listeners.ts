type Listener = (...args: unknown[]) => void;
type Question<T> = (event: string | symbol, listener?: Listener) => T;
/** `process` has overloads per event. */
const emitter: {
  prependListener(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
} = process;

/** This package's listeners on `process`, by event. */
const wanted = new Map<string | symbol, Set<Listener>>();
/** Temporarily removed listeners. */
const away = new Set<Listener>();
let users = 0;
let uninstall = (): void => undefined;

/**
 * Listens to an event of `process` invisibly to the app: libraries count a signal's listeners or remove and restore
 * them, and Node warns about too many. They must get the same results as without tracing.
 * @returns a function that stops it
 */
export function listenUnseen(event: string, listener: Listener): () => void {
  if (users === 0) uninstall = install();
  users += 1;
  want(event, listener);
  return () => {
    unwant(event, listener);
    users -= 1;
    if (users === 0) uninstall();
  };
}

/** Removes a listener and adds it again: Node stops handling a signal when the last visible listener is removed. */
export function renew(event: string, listener: Listener): void {
  takeOff(event, listener);
  putOn(event, listener);
}

export function isUnseen(event: string | symbol, listener: unknown): boolean {
  return wanted.get(event)?.has(listener as Listener) ?? false;
}

function want(event: string, listener: Listener): void {
  const listeners = wanted.get(event) ?? new Set();
  wanted.set(event, listeners.add(listener));
  putOn(event, listener);
}

function unwant(event: string, listener: Listener): void {
  takeOff(event, listener);
  away.delete(listener);
  const listeners = wanted.get(event);
  listeners?.delete(listener);
  if (listeners?.size === 0) wanted.delete(event);
}

function takeOff(event: string, listener: Listener): void {
  away.add(listener);
  emitter.removeListener(event, listener);
}

/** Prepends the listener without causing Node's warning about too many. */
function putOn(event: string, listener: Listener): void {
  away.delete(listener);
  const limit = process.getMaxListeners();
  process.setMaxListeners(0);
  emitter.prependListener(event, listener);
  process.setMaxListeners(limit);
}

/** Overrides the methods that report listeners, so that they leave out ours; the result removes the overrides. */
function install(): () => void {
  const [listeners, rawListeners] = [original<Listener[]>("listeners"), original<Listener[]>("rawListeners")];
  const listenerCount = original<number>("listenerCount");
  const answers: Record<string, Question<unknown>> = {
    listeners: (event) => withoutUnseen(event, listeners.call(process, event)),
    rawListeners: (event) => withoutUnseen(event, rawListeners.call(process, event)),
    listenerCount: (event, listener) =>
      listenerCount.call(process, event, listener) - (listener === undefined ? unseenCount(event) : 0),
  };
  const before = Object.keys(answers).map((name) => [name, Object.getOwnPropertyDescriptor(process, name)] as const);
  for (const [name, value] of Object.entries(answers)) {
    Object.defineProperty(process, name, { value, configurable: true, writable: true, enumerable: false });
  }
  want("newListener", stepAside);
  want("removeListener", comeBack);
  return () => {
    unwant("newListener", stepAside);
    unwant("removeListener", comeBack);
    for (const [name, descriptor] of before) {
      // Others, such as tsx, override the same members; keep theirs.
      if (Reflect.get(process, name) !== answers[name]) continue;
      Reflect.deleteProperty(process, name);
      if (descriptor) Object.defineProperty(process, name, descriptor);
    }
  };
}

function original<T>(name: string): Question<T> {
  return Reflect.get(process, name) as Question<T>;
}

function withoutUnseen(event: string | symbol, listeners: Listener[]): Listener[] {
  return listeners.filter((each) => !isUnseen(event, each));
}

function unseenCount(event: string | symbol): number {
  let count = 0;
  for (const listener of wanted.get(event) ?? []) if (!away.has(listener)) count += 1;
  return count;
}

/** Node's limit counts our listeners: near the limit they are removed while another one is added. */
const stepAside: Listener = (event, listener) => {
  const listeners = typeof event === "string" ? wanted.get(event) : undefined;
  const limit = process.getMaxListeners();
  if (typeof event !== "string" || !listeners || limit === 0 || isUnseen(event, listener)) return;
  if (process.listenerCount(event) + 1 + listeners.size <= limit) return;
  const off = [...listeners].filter((each) => !away.has(each));
  for (const each of off) takeOff(event, each);
  process.nextTick(() => {
    for (const each of off) if (away.has(each) && isUnseen(event, each)) putOn(event, each);
  });
};

/** `removeAllListeners` removes only the app's. */
const comeBack: Listener = (event, listener) => {
  if (typeof event !== "string" || !isUnseen(event, listener) || away.has(listener as Listener)) return;
  putOn(event, listener as Listener);
};
