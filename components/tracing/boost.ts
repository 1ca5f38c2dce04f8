import type { SamplingRule, SamplingRuleUpdate, XRayClient } from "@aws-sdk/client-xray";
import * as pulumi from "@pulumi/pulumi";

/** A boost, and the rule that it belongs to. */
export interface BoostArgs {
  readonly ruleName: string;
  /** Highest rate in a boost: above the rule's own, up to 1. */
  readonly maxRate: pulumi.Input<number>;
  /** Length of the windows, aligned to the clock, of which each has one boost at most: minutes from 1 on. */
  readonly cooldownWindowMinutes: pulumi.Input<number>;
  /** Everything that is set of the rule. An update of the rule removes its boost, so that each calls for a new one. */
  readonly rule: pulumi.Input<object>;
}

/** The same with values. */
interface Inputs {
  readonly ruleName: string;
  readonly maxRate: number;
  readonly cooldownWindowMinutes: number;
  readonly rule: object;
}

/**
 * Sets the boost of a rule by X-Ray's API. The engine runs it in a process of its own, from its text: it may use nothing of
 * this file but types, and loads AWS's SDK where it is needed.
 */
class BoostProvider implements pulumi.dynamic.ResourceProvider<Inputs, Inputs> {
  region: string | undefined;
  profile: string | undefined;
  roles: string | undefined;

  // eslint-disable-next-line @typescript-eslint/require-await -- the interface wants a promise
  async configure({ config }: pulumi.dynamic.ConfigureRequest): Promise<void> {
    this.region = config.get("aws:region");
    this.profile = config.get("aws:profile");
    this.roles = config.get("aws:assumeRoles");
  }

  async create(inputs: Inputs): Promise<pulumi.dynamic.CreateResult<Inputs>> {
    await this.set(inputs);
    return { id: inputs.ruleName, outs: inputs };
  }

  /** Without an id when the boost is gone, so that the next `up` makes it again. */
  async read(id: string, props = {} as Inputs): Promise<pulumi.dynamic.ReadResult<Inputs>> {
    const boost = await this.find(id);
    if (boost === undefined) return { id: "", props };
    return {
      id,
      props: {
        ...props,
        maxRate: boost.MaxRate ?? props.maxRate,
        cooldownWindowMinutes: boost.CooldownWindowMinutes ?? props.cooldownWindowMinutes,
      },
    };
  }

  /**
   * Also asks X-Ray: the rule is up to date by now, and an update that repaired a change by others left the inputs here as they
   * were.
   */
  async diff(id: string, olds: Inputs, news: Inputs): Promise<pulumi.dynamic.DiffResult> {
    const text = ({ maxRate, cooldownWindowMinutes, rule }: Inputs): string =>
      JSON.stringify([maxRate, cooldownWindowMinutes, rule]);
    return {
      changes: text(olds) !== text(news) || (await this.find(id)) === undefined,
      replaces: olds.ruleName === news.ruleName ? [] : ["ruleName"],
      deleteBeforeReplace: true,
    };
  }

  async update(_id: string, _olds: Inputs, news: Inputs): Promise<pulumi.dynamic.UpdateResult<Inputs>> {
    await this.set(news);
    return { outs: news };
  }

  async delete(id: string): Promise<void> {
    // X-Ray removes the boost of a rule whose update has none.
    if ((await this.find(id)) !== undefined) await this.send({ RuleName: id });
  }

  async set({ ruleName, maxRate, cooldownWindowMinutes }: Inputs): Promise<void> {
    await this.send({
      RuleName: ruleName,
      SamplingRateBoost: { MaxRate: maxRate, CooldownWindowMinutes: cooldownWindowMinutes },
    });
  }

  async send(SamplingRuleUpdate: SamplingRuleUpdate): Promise<void> {
    const { UpdateSamplingRuleCommand } = await import("@aws-sdk/client-xray");
    await (await this.client()).send(new UpdateSamplingRuleCommand({ SamplingRuleUpdate }));
  }

  /** The boost that the rule has in X-Ray. */
  async find(ruleName: string): Promise<SamplingRule["SamplingRateBoost"]> {
    const { paginateGetSamplingRules } = await import("@aws-sdk/client-xray");
    for await (const { SamplingRuleRecords = [] } of paginateGetSamplingRules({ client: await this.client() }, {})) {
      const found = SamplingRuleRecords.find((record) => record.SamplingRule?.RuleName === ruleName);
      // An emulator may answer null.
      if (found !== undefined) return found.SamplingRule?.SamplingRateBoost ?? undefined;
    }
    return undefined;
  }

  /** As the stack's own AWS provider: with its region and profile, and the roles that it takes, one after the other. */
  async client(): Promise<XRayClient> {
    const { XRayClient } = await import("@aws-sdk/client-xray");
    const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
    const where = this.region === undefined ? {} : { region: this.region };
    let as: object = this.profile === undefined ? {} : { profile: this.profile };
    const roles = JSON.parse(this.roles ?? "[]") as readonly { readonly roleArn?: string }[];
    for (const { roleArn: RoleArn } of roles) {
      const sts = new STSClient({ ...where, ...as });
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "pmp-xray" }));
      as = {
        credentials: {
          accessKeyId: Credentials?.AccessKeyId ?? "",
          secretAccessKey: Credentials?.SecretAccessKey ?? "",
          sessionToken: Credentials?.SessionToken ?? "",
        },
      };
    }
    return new XRayClient({ ...where, ...as });
  }
}

/**
 * The boost of a sampling rule, which `aws.xray.SamplingRule` has not: X-Ray removes a boost with every update of its rule that lacks
 * it. So it is a resource of its own beside the rule, which `up`, `refresh` and `destroy` know, and which each update of the
 * rule makes set again. It needs no provider to install: the engine's own for Node.js runs it.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-adaptive-sampling.html
 */
export class SamplingRateBoost extends pulumi.dynamic.Resource {
  constructor(name: string, args: BoostArgs, opts: pulumi.CustomResourceOptions) {
    super(new BoostProvider(), name, { ...args }, opts, "xray", "SamplingRateBoost");
  }
}
