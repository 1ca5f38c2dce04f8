import { bytes, count, percent } from "../logic/format.ts";
import { counters, info } from "../state/traces.ts";
import { ColumnHeads } from "../parts/column-heads.tsx";

/** What the endpoint took, what it let go, and what it refused, with the reason. */
export function CountersView() {
  const now = counters.value;
  if (now === undefined) return <section class="page" aria-label="Counters" aria-busy="true" />;
  const refused = now.refused.reduce((sum, reason) => sum + reason.count, 0);
  return (
    <section class="page" aria-label="Counters">
      <h2>What is kept</h2>
      <dl class="figures">
        <Figure title="traces" value={count(now.traces)} />
        <Figure title="segment documents taken" value={count(now.segments)} />
        <Figure
          title={`of ${bytes(now.limitBytes)} memory`}
          value={bytes(now.memoryBytes)}
          note={percent(now.memoryBytes / now.limitBytes)}
        />
        <Figure
          title="oldest traces dropped"
          value={count(now.dropped)}
          note={
            now.dropped > 0 ? "the memory bound was reached; the oldest go first" : "the memory bound was not reached"
          }
        />
      </dl>
      <h2>
        Refused <small class={refused > 0 ? "badge alert" : "badge"}>{count(refused)}</small>
      </h2>
      {refused === 0 ? (
        <p class="muted">Every document could be read.</p>
      ) : (
        <div class="scroll-x">
          <table>
            <ColumnHeads names={["#Times", "Reason", "Last one"]} />
            <tbody>
              {now.refused.map(({ reason, count: times, last }) => (
                <tr key={reason}>
                  <td class="number">{count(times)}</td>
                  <td>{reason}</td>
                  <td>{last !== undefined && <code class="excerpt">{last}</code>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Addresses />
    </section>
  );
}

function Figure({ title, value, note }: { readonly title: string; readonly value: string; readonly note?: string }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <b>{value}</b> {note !== undefined && <small>{note}</small>}
      </dd>
    </div>
  );
}

function Addresses() {
  const server = info.value;
  if (server === undefined) return null;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Segments (UDP) and sampling (TCP)", server.udpAddress],
    ["OTLP over HTTP", server.otlpUrl],
    ["X-Ray API, for --endpoint-url", server.apiUrl],
    ["Region", server.region],
    ["Stage", server.stage],
    ["Sampling plan", server.planSource],
    ["Command", server.command],
    ["Version", server.version],
  ];
  return (
    <>
      <h2>Where it listens</h2>
      <dl class="fields wide">
        {rows.map(([title, value]) =>
          value === undefined ? null : (
            <div key={title}>
              <dt>{title}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ),
        )}
      </dl>
    </>
  );
}
