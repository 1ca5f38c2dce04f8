/** A stack's files can't be read; the message names the file and the fix. */
export class StackError extends Error {
  override readonly name = "StackError";
}
