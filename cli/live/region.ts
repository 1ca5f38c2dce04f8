/** The first region that is named, else that of the environment; undefined when there is none. */
export function regionOf(env: NodeJS.ProcessEnv, ...named: readonly (string | undefined)[]): string | undefined {
  return [...named, env.AWS_REGION, env.AWS_DEFAULT_REGION].find((each) => each !== undefined && each !== "");
}
