/** The operations of X-Ray that the tools use. All of them only read. */
export const XRAY_READS = [
  "getTraceSummaries",
  "batchGetTraces",
  "getServiceGraph",
  "getSamplingRules",
  "getSamplingStatisticSummaries",
] as const;
/** The operations of CloudWatch Logs that the tools use. */
export const LOGS_READS = ["filterLogEvents"] as const;

/**
 * Only these operations of a client. The client itself is not reachable through the result, so that no tool can call
 * another operation.
 */
export function readOnly<Client extends object, Operation extends keyof Client & string>(
  client: Client,
  operations: readonly Operation[],
): Pick<Client, Operation> {
  const calls = operations.map((operation) => {
    const call = client[operation];
    if (typeof call !== "function") throw new Error(`the client has no operation ${operation}`);
    return [operation, (...input: readonly unknown[]): unknown => Reflect.apply(call, client, input)] as const;
  });
  return Object.freeze(Object.fromEntries(calls)) as Pick<Client, Operation>;
}
