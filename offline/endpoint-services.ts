import { list, record, text } from "../policy/kit/read.ts";
import type { MockAccount } from "./mock-account.ts";

/** Services whose endpoints have another name in China. https://github.com/terraform-aws-modules/terraform-aws-vpc/issues/1121 */
const OTHER_NAME_IN_CHINA = ["ec2", "ecr.api", "ecr.dkr"];

/**
 * The result of `aws.ec2.getVpcEndpointService`: with `service`, the provider builds the name as it is outside of China,
 * and it must exist in AWS; with filters, AWS searches by name.
 *
 * @throws Error when AWS has no such service, as the provider does
 */
export function endpointService({ partition, region }: MockAccount, inputs: Readonly<Record<string, unknown>>) {
  const service = text(inputs.service);
  const asked =
    service === undefined
      ? list(inputs.filters)
          .map(record)
          .filter(({ name }) => name === "service-name")
          .flatMap(({ values }) => list(values).map(String))
      : [`com.amazonaws.${region}.${service}`];
  const found = asked.filter((name) => {
    const inChina = OTHER_NAME_IN_CHINA.some((other) => name.endsWith(`.${region}.${other}`));
    const prefix = partition === "aws-cn" && inChina ? "cn.com.amazonaws" : "com.amazonaws";
    return name.startsWith(`${prefix}.${region}.`);
  });
  const [serviceName] = found;
  if (serviceName === undefined || found.length > 1) {
    throw new Error(`${found.length} VPC endpoint services match ${JSON.stringify(inputs)}`);
  }
  return { serviceName };
}
