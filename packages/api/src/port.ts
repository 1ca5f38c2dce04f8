const DEFAULT_PORT = 3001;

/**
 * The port to listen on: the value of PORT, 0 for any free one, by default 3001.
 * @throws RangeError when the value is no port
 */
export function portFrom(value: string | undefined): number {
  if (value === undefined || value === "") return DEFAULT_PORT;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`PORT is ${JSON.stringify(value)}; it must be a whole number from 0 to 65535.`);
  }
  return port;
}
