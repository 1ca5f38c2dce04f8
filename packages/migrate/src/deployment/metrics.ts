/** X-Ray's namespace in CloudWatch. */
export const NAMESPACE = "AWS/X-Ray";

/** The one metric that X-Ray documents. */
export const METRIC = "ApproximateTraceCount";

/** Whether a namespace is X-Ray's, or was meant to be. */
export function isXRayNamespace(text: string): boolean {
  return /^aws\/x-?ray$/i.test(text);
}
