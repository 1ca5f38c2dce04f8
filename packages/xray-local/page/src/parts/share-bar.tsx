import type { EdgeStats } from "../../../src/page-api.ts";
import { percent } from "../logic/format.ts";
import { OUTCOME_WORDS, sharesOf } from "../logic/outcome.ts";

/** Shares of ok, error, throttle and fault as one bar. */
export function ShareBar({ stats }: { readonly stats: EdgeStats }) {
  const shares = sharesOf(stats);
  return (
    <span class="shares" aria-hidden="true">
      {shares.map(({ outcome, share }) => (
        <i
          key={outcome}
          class={outcome}
          style={{ flexGrow: String(share) }}
          title={`${percent(share)} ${OUTCOME_WORDS[outcome]}`}
        />
      ))}
    </span>
  );
}

/**
 * The shares that are not ok, as text, worst first.
 * @param most maximum number of shares; the bar and the tooltip show all
 */
export function BadShares({ stats, most }: { readonly stats: EdgeStats; readonly most?: number }) {
  const bad = sharesOf(stats)
    .filter(({ outcome }) => outcome !== "ok")
    .reverse()
    .slice(0, most);
  return (
    <>
      {bad.map(({ outcome, share }) => (
        <span key={outcome} class={`bad ${outcome}`}>
          {percent(share)} {outcome}
        </span>
      ))}
    </>
  );
}
