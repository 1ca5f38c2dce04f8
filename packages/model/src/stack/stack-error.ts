/** A stack's files can't be read as they are; the message names the file and says what to do. */
export class StackError extends Error {
  override readonly name = "StackError";
}
