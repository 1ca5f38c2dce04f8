import assert from "node:assert/strict";
import { after, before, beforeEach } from "mocha";
import { emulatorEnv } from "../../../../local/aws.ts";
import { AwsProvider } from "../../../../local/plugins/aws/provider.ts";
import { plainProperties, type Properties } from "../../../../local/plugins/properties.ts";
import { awsRecorder, type AwsAnswer, type AwsCall, type AwsRecorder } from "../../aws-recorder.ts";
import { setEnv } from "../../../support/env.ts";

/** One type of the stand-in, driven as the engine drives it, against a recording AWS. */
export interface TypeUnderTest {
  /** Sets the answers, and forgets the calls so far. */
  answer(answers: Parameters<AwsRecorder["answer"]>[0]): void;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  update(id: string, before: Properties, inputs: Properties): Promise<Properties>;
  delete(id: string): Promise<void>;
  /** What a refresh sees; the id is empty when the resource is gone. */
  read(id: string, state: Properties): Promise<{ id: string | undefined; props: Properties }>;
  /** The calls since the answers were set. */
  calls(): AwsCall[];
}

/** To be called inside `describe`. The inputs are checked first, as the engine does. */
export function typeUnderTest(type: string): TypeUnderTest {
  const provider = new AwsProvider("7.48.0");
  const urn = `urn:pulumi:local::pmp-xray::${type}::name`;
  let aws: AwsRecorder;
  let restore: () => void;

  before(async () => {
    aws = await awsRecorder();
    restore = setEnv(emulatorEnv(aws.url));
  });
  after(() => restore());
  beforeEach(() => aws.answer({}));

  async function checked(inputs: Properties): Promise<Properties> {
    assert.deepEqual((await provider.check(urn, {}, inputs)).failures, []);
    return inputs;
  }

  return {
    answer: (answers) => aws.answer(answers),
    async create(inputs) {
      const created = await provider.create(urn, await checked(inputs));
      return { id: created.id, outs: plainProperties(created.outs) };
    },
    update: async (id, old, inputs) =>
      plainProperties((await provider.update(id, urn, old, await checked(inputs))).outs),
    delete: (id) => provider.delete(id, urn),
    read: async (id, state) => {
      const found = await provider.read(id, urn, state);
      return { id: found.id, props: plainProperties(found.props) };
    },
    calls: () => [...aws.calls],
  };
}

/** How AWS's services say that a thing is not there. */
export const missing = {
  iam: { error: "NoSuchEntity", message: "The role with name x cannot be found.", status: 404 },
  xray: { error: "InvalidRequestException", message: "Sampling rule not found" },
  cloudwatch: { error: "ResourceNotFound", message: "The alarm is gone" },
  ecs: { error: "ClusterNotFoundException", message: "Cluster not found." },
  eks: { error: "ResourceNotFoundException", message: "No such association", status: 404 },
  events: { error: "ResourceNotFoundException", message: "Rule x does not exist." },
  logs: { error: "ResourceNotFoundException", message: "Policy x does not exist" },
  sns: { error: "NotFound", message: "Topic does not exist", status: 404 },
} as const satisfies Record<string, AwsAnswer>;

/** An error that is none of them: a delete that gets it has failed. */
export const denied = { error: "AccessDenied", message: "not authorized", status: 403 } as const satisfies AwsAnswer;
