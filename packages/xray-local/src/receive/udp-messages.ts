/** What the thread that receives datagrams is told at its start. */
export interface ReceiverTask {
  readonly host: string;
  readonly port: number;
}

/** What it tells: that it listens, that it can't, or what came since it last told. */
export type ReceiverMessage =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly taken: boolean; readonly message: string }
  | {
      readonly kind: "datagrams";
      /** The datagrams one behind the other, from the begin. */
      readonly block: ArrayBuffer;
      /** Where each ends. */
      readonly ends: readonly number[];
      /** Datagrams that were left out because the reader is too far behind. */
      readonly lost: number;
    };

/** What it is answered: that a block was read and can be used again, or that it shall end. */
export type ReceiverAnswer = { readonly block: ArrayBuffer } | { readonly end: true };
