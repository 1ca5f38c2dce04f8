/**
 * What the environment of a container on ECS says without any request. AWS sets both variables for every task.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
 */
export function ecsEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  if (ecsMetadataUri(env) === undefined) return {};
  const launchType = /^AWS_ECS_(FARGATE|EC2)$/.exec(env.AWS_EXECUTION_ENV ?? "")?.[1]?.toLowerCase();
  return {
    "cloud.provider": "aws",
    "cloud.platform": "aws_ecs",
    ...(launchType !== undefined && { "aws.ecs.launchtype": launchType }),
  };
}

/** The address of the metadata endpoint; undefined elsewhere than on ECS. */
export function ecsMetadataUri(env: NodeJS.ProcessEnv): string | undefined {
  const uri = env.ECS_CONTAINER_METADATA_URI_V4?.trim();
  return uri === "" ? undefined : uri;
}
