/** Start parameters of the thread that receives datagrams. */
export interface ReceiverTask {
  readonly host: string;
  readonly port: number;
}

/** From the thread: it listens, it failed, or the datagrams received since the last message. */
export type ReceiverMessage =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly taken: boolean; readonly message: string }
  | {
      readonly kind: "datagrams";
      /** The datagrams, concatenated. */
      readonly block: ArrayBuffer;
      /** End offset of each. */
      readonly ends: readonly number[];
      /** Number of datagrams dropped because the main thread is too slow. */
      readonly lost: number;
    };

/** To the thread: a block can be reused, or the thread must end. */
export type ReceiverReply = { readonly block: ArrayBuffer } | { readonly end: true };
