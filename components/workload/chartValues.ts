import type { XRaySamplingRule } from "@pmp/sampling";

/** An image as the chart takes it; a digest decides over a tag. */
export interface ImageValues {
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** The values of charts/pmp-xray that this program sets; the chart's own defaults hold for the rest. */
export interface ChartValues {
  readonly region: string;
  readonly stage: "dev" | "staging" | "prod" | "local";
  readonly api: {
    readonly image: ImageValues;
    readonly replicas: number;
    readonly serviceName: string;
  };
  readonly agent: {
    readonly kind: "xrayDaemon" | "otelCollector";
    readonly images?: Readonly<Partial<Record<"xrayDaemon" | "otelCollector", ImageValues>>>;
    readonly endpoint: string;
    readonly stsEndpoint: string;
    readonly identity: { readonly roleArn: string; readonly projectToken: boolean };
  };
  readonly sampling: { readonly rules: readonly XRaySamplingRule[] };
}
