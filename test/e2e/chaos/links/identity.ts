import { AGENT_ACTIONS } from "@pmp/model/aws";
import { accountId } from "../../../../local/aws.ts";
import { ROLE } from "../aws.ts";
import type { PodSpec } from "../chaos.ts";
import type { ChaosLink } from "../link.ts";

const AGENT = "daemonset/xray-daemon";

interface TokenVolume {
  projected?: { sources: { serviceAccountToken?: { audience: string } }[] };
}

function withoutToken(spec: PodSpec): void {
  const [container] = spec.containers;
  spec.volumes = spec.volumes.filter((volume) => !("projected" in volume));
  container.volumeMounts = container.volumeMounts.filter(({ name }) => name !== "aws-iam-token");
  container.env = container.env.filter(({ name }) => !/^AWS_(?:ROLE_ARN|WEB_IDENTITY)/.test(name));
}

/** The account of credentials, and whose rights the agent has. */
export const IDENTITY: readonly ChaosLink[] = [
  {
    name: "another-account",
    expected: "account-is-the-agents",
    broken: "the agent's role is one of another account",
    break: (chaos) =>
      chaos.change("serviceaccount/xray-daemon", ({ metadata }) => {
        const { annotations } = metadata as unknown as { annotations: Record<string, string> };
        annotations["eks.amazonaws.com/role-arn"] = "arn:aws:iam::210987654321:role/pmp-xray-daemon";
      }),
  },
  {
    name: "service-account-deleted",
    expected: "agent-account-exists",
    broken: "the agent's service account is deleted",
    break: (chaos) => chaos.remove("serviceaccount/xray-daemon"),
  },
  {
    name: "wrong-role-annotation",
    expected: "role-exists",
    broken: "the service account's annotation names a role that does not exist",
    short: true,
    break: (chaos) =>
      chaos.change("serviceaccount/xray-daemon", ({ metadata }) => {
        const { annotations } = metadata as unknown as { annotations: Record<string, string> };
        annotations["eks.amazonaws.com/role-arn"] = `arn:aws:iam::${accountId}:role/${ROLE}-old`;
      }),
  },
  {
    name: "role-deleted",
    expected: "role-exists",
    broken: "the agent's role is deleted from IAM",
    break: ({ aws }) => aws.deleteRole(),
  },
  {
    name: "trust-names-another-account",
    expected: "trust-names-the-service-account",
    broken: "the trust policy's condition on …:sub names another service account",
    break: ({ aws }) =>
      aws.changeTrust((text) =>
        text.replaceAll("system:serviceaccount:pmp:xray-daemon", "system:serviceaccount:default:xray-daemon"),
      ),
  },
  {
    name: "trust-names-another-audience",
    expected: "trust-names-the-audience",
    broken: "the trust policy's condition on …:aud names another audience",
    break: ({ aws }) => aws.changeTrust((text) => text.replaceAll('"sts.amazonaws.com"', '"https://example.com"')),
  },
  {
    name: "trust-takes-everybody",
    expected: "trust-is-narrow",
    broken: "the trust policy's condition on …:sub takes every service account of the namespace",
    break: ({ aws }) =>
      aws.changeTrust((text) =>
        text
          .replaceAll("StringEquals", "StringLike")
          .replaceAll("system:serviceaccount:pmp:xray-daemon", "system:serviceaccount:pmp:*"),
      ),
  },
  {
    name: "wrong-audience-of-the-token",
    expected: "trust-names-the-audience",
    broken: "the agent's token is projected for another audience",
    break: (chaos) =>
      chaos.roll(AGENT, ({ volumes }) => {
        for (const { projected } of volumes as TokenVolume[])
          for (const { serviceAccountToken } of projected?.sources ?? [])
            if (serviceAccountToken !== undefined) serviceAccountToken.audience = "https://example.com";
      }),
  },
  {
    name: "token-not-mounted",
    expected: "pods-have-the-identity",
    broken: "the agent's pods have no token and no AWS_ROLE_ARN, as if started before the role was bound",
    break: (chaos) => chaos.roll(AGENT, withoutToken),
  },
  {
    name: "no-role-bound",
    expected: "role-is-bound",
    broken: "no annotation, no token and no variable binds a role to the agent",
    break: async (chaos) => {
      await chaos.change("serviceaccount/xray-daemon", ({ metadata }) => {
        const { annotations } = metadata as unknown as { annotations: Record<string, string> };
        delete annotations["eks.amazonaws.com/role-arn"];
      });
      await chaos.roll(AGENT, withoutToken);
    },
  },
  {
    name: "default-service-account",
    expected: "agent-has-its-own-account",
    broken: "the agent's pods run as service account default",
    break: (chaos) =>
      chaos.roll(AGENT, (spec) => {
        spec.serviceAccountName = "default";
        spec.serviceAccount = "default";
      }),
  },
  {
    name: "no-sampling-actions",
    expected: "five-actions-allowed",
    broken: "the role's policies allow the two Put actions alone",
    short: true,
    break: ({ aws }) => aws.changePolicies(AGENT_ACTIONS.filter((action) => action.includes(":Put"))),
  },
  {
    name: "permissions-boundary",
    expected: "five-actions-allowed",
    broken:
      "a permissions boundary of the role allows PutTraceSegments alone (the emulator does not say that it is the boundary)",
    break: ({ aws }) => aws.bound(["xray:PutTraceSegments"]),
  },
  {
    name: "too-many-rights",
    expected: "agent-may-do-no-more",
    broken: "the role also has xray:*",
    break: ({ aws }) => aws.addPolicy(["xray:*"]),
  },
  {
    name: "static-keys",
    expected: "no-static-keys",
    broken: "the agent has AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    break: (chaos) =>
      chaos.roll(AGENT, ({ containers: [{ env }] }) => {
        for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) env.push({ name, value: "test" });
      }),
  },
];
