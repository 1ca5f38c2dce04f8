/** A definition that CloudWatch would refuse, or that uses what is not evaluated here. */
export class AlarmError extends Error {
  override name = "AlarmError";
}
