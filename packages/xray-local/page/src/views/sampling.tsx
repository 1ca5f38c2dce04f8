import type { RuleView } from "../../../src/page-api.ts";
import { fetchSampling } from "../api/client.ts";
import { count, percent } from "../logic/format.ts";
import { adaptiveInWords, requestsOf, verdictOf } from "../logic/rates.ts";
import { useRefreshed } from "../state/refreshed.ts";
import { info } from "../state/traces.ts";
import { ExplainForm } from "./sampling/explain.tsx";
import { ColumnHeads } from "../parts/column-heads.tsx";

/** The rules in order of evaluation with their statistics, and the explanation of a request. */
export function SamplingView() {
  const answer = useRefreshed((signal) => fetchSampling(signal), []).value;
  const rules = answer.value?.rules ?? [];
  return (
    <section class="page" aria-label="Sampling">
      <h2>Sampling rules</h2>
      <p class="muted">
        In order of evaluation: the first rule that matches decides.{" "}
        {info.value?.planSource !== undefined && <>Plan: {info.value.planSource}.</>}
      </p>
      {answer.problem !== "" && <p class="problem">{answer.problem}</p>}
      <div class="scroll-x">
        <table class="rules">
          <ColumnHeads
            names={[
              "#Priority",
              "Rule",
              "Requests",
              "#Reservoir",
              "#Rate",
              "#Matched",
              "#Sampled",
              "#Borrowed",
              "#Expected",
              "#Measured",
              "Verdict",
            ]}
          />
          <tbody>
            {rules.map((view) => (
              <Rule key={view.rule.RuleName} view={view} />
            ))}
          </tbody>
        </table>
      </div>
      <ExplainForm />
    </section>
  );
}

function Rule({ view }: { readonly view: RuleView }) {
  const { rule, matched, sampled, borrowed, expectedRate, measuredRate } = view;
  const verdict = verdictOf(view);
  return (
    <tr class={matched === 0 ? "idle" : ""}>
      <td class="number">{rule.Priority}</td>
      <th scope="row">
        {rule.RuleName}
        {view.adaptive !== undefined && <div class="muted adaptive">{adaptiveInWords(view.adaptive)}</div>}
      </th>
      <td>
        <code>{requestsOf(view)}</code>
      </td>
      <td class="number">{rule.ReservoirSize}/s</td>
      <td class="number">{percent(rule.FixedRate)}</td>
      <td class="number">{count(matched)}</td>
      <td class="number">{count(sampled)}</td>
      <td class="number">{count(borrowed)}</td>
      <td class="number">{expectedRate === undefined ? "–" : percent(expectedRate)}</td>
      <td class="number">
        {measuredRate === undefined ? "–" : percent(measuredRate)}
        {measuredRate !== undefined && (
          <span class="gauge" aria-hidden="true">
            <i style={{ width: `${String(measuredRate * 100)}%` }} />
            {expectedRate !== undefined && <b style={{ left: `${String(expectedRate * 100)}%` }} />}
          </span>
        )}
      </td>
      <td class={`verdict ${verdict.endsWith("than expected") ? "off" : ""}`}>{verdict}</td>
    </tr>
  );
}
