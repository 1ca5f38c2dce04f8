type Listener = (...args: unknown[]) => void;
type Question<T> = (event: string | symbol, listener?: Listener) => T;
/** `process` has a type for each event of its own. */
const emitter: {
  prependListener(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
} = process;

/** What this package listens to on `process`, by event. */
const wanted = new Map<string | symbol, Set<Listener>>();
/** Those that are off for a moment. */
const away = new Set<Listener>();
let users = 0;
let uninstall = (): void => undefined;

/**
 * Listens to an event of `process` unseen by the app: libraries count the listeners of a signal, or take them all away
 * and put them back, and Node warns of one listener too many. With tracing they must find what they find without it.
 * @returns a function that ends this
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

/** Takes a listener off and puts it on again: with the last listener that it sees, Node stops watching for a signal. */
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

/** Puts it before all others, without a warning that the app would not have got without it. */
function putOn(event: string, listener: Listener): void {
  away.delete(listener);
  const limit = process.getMaxListeners();
  process.setMaxListeners(0);
  emitter.prependListener(event, listener);
  process.setMaxListeners(limit);
}

/** Answers the questions that can be asked about listeners without ours, by own members that the result removes. */
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
      // Others, such as tsx, put in members of the same names; theirs stay.
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

/** Node counts ours as well when it warns of too many listeners: near the limit ours are off while one is added. */
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

/** `removeAllListeners` means the app's. */
const comeBack: Listener = (event, listener) => {
  if (typeof event !== "string" || !isUnseen(event, listener) || away.has(listener as Listener)) return;
  putOn(event, listener as Listener);
};
