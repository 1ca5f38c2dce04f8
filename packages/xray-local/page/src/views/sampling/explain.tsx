import type { Explanation } from "@pmp/planning";
import type { SamplingRequest } from "@pmp/sampling";
import { useState } from "preact/hooks";
import { explainRequest } from "../../api/client.ts";
import { percent } from "../../logic/format.ts";

const FIELDS = [
  { name: "method", title: "Method", placeholder: "GET" },
  { name: "path", title: "Path", placeholder: "/api/products" },
  { name: "host", title: "Host", placeholder: "api.example.com" },
  { name: "service", title: "Service", placeholder: "pmp-api" },
  { name: "serviceType", title: "Service type", placeholder: "AWS::EKS::Container" },
] as const;

type Answer = { readonly explanation: Explanation } | { readonly problem: string };

/** Shows which rule decides about a request, and why the others do not match. */
export function ExplainForm() {
  const [answer, setAnswer] = useState<Answer>();
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    explainRequest(requestOf(new FormData(event.currentTarget))).then(
      (explanation) => setAnswer({ explanation }),
      (error: unknown) => setAnswer({ problem: error instanceof Error ? error.message : String(error) }),
    );
  };
  return (
    <section class="explain" aria-labelledby="explain-title">
      <h2 id="explain-title">Explain a request</h2>
      <p class="muted">
        Shows which rule decides about a request, and why the others do not. Empty fields are unknown to the rules.
      </p>
      <form onSubmit={submit}>
        {FIELDS.map(({ name, title, placeholder }) => (
          <label key={name}>
            {title}
            <input name={name} placeholder={placeholder} spellcheck={false} autocomplete="off" />
          </label>
        ))}
        <label>
          Attributes
          <input name="attributes" placeholder="tier=gold, region=eu" spellcheck={false} autocomplete="off" />
        </label>
        <button type="submit" class="primary">
          Explain
        </button>
      </form>
      <div role="status">
        {answer !== undefined &&
          ("problem" in answer ? <p class="problem">{answer.problem}</p> : <Answered {...answer} />)}
      </div>
    </section>
  );
}

function Answered({ explanation: { winner, rules } }: { readonly explanation: Explanation }) {
  return (
    <>
      <p class="decision">
        {winner === undefined ? (
          "No rule matches, so nothing is sampled."
        ) : (
          <>
            <b>{winner.RuleName}</b> decides: {samplingOf(winner)}.
          </>
        )}
      </p>
      <ol class="verdicts">
        {rules.map(({ rule, verdict, mismatches }) => (
          <li key={rule.RuleName} class={verdict === "decides" ? "decides" : ""}>
            <span class="number">{rule.Priority}</span>
            <b>{rule.RuleName}</b>
            <span>{verdict}</span>
            <span class="why">
              {mismatches.length === 0
                ? samplingOf(rule)
                : mismatches
                    .map(({ field, pattern, value }) =>
                      value === undefined ? `${field} ${pattern} needs a value` : `${field} ${pattern} is not ${value}`,
                    )
                    .join("; ")}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function samplingOf({ FixedRate, ReservoirSize }: Explanation["rules"][number]["rule"]): string {
  if (ReservoirSize === 0 || FixedRate === 1) return `samples ${percent(FixedRate)}`;
  return `samples the first ${String(ReservoirSize)} of each second and ${percent(FixedRate)} of the rest`;
}

function requestOf(form: FormData): SamplingRequest {
  const given = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const known = FIELDS.map(({ name }) => [name, given(name)] as const).filter(([, value]) => value !== "");
  const attributes = given("attributes")
    .split(",")
    .map((pair) => pair.split(/=(.*)/s, 2).map((part) => part.trim()))
    .filter(([key = ""]) => key !== "")
    .map(([key = "", value = ""]) => [key, value] as const);
  return {
    ...Object.fromEntries(known),
    ...(attributes.length === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
  };
}
