import { bytes, count, percent } from "../logic/format.ts";
import { counters, info } from "../state/traces.ts";
import { ColumnHeads } from "../parts/column-heads.tsx";

/** How many documents were accepted, evicted and rejected, with the reasons. */
export function CountersView() {
  const now = counters.value;
  if (now === undefined) return <section class="page" aria-label="Counters" aria-busy="true" />;
  const rejected = now.rejected.reduce((sum, reason) => sum + reason.count, 0);
  return (
    <section class="page" aria-label="Counters">
      <h2>Stored traces</h2>
      <dl class="figures">
        <Figure title="traces" value={count(now.traces)} />
        <Figure title="segment documents accepted" value={count(now.segments)} />
        <Figure
          title={`of ${bytes(now.limitBytes)} memory`}
          value={bytes(now.memoryBytes)}
          note={percent(now.memoryBytes / now.limitBytes)}
        />
        <Figure
          title="oldest traces evicted"
          value={count(now.evicted)}
          note={now.evicted > 0 ? "the memory limit was reached" : "the memory limit was not reached"}
        />
      </dl>
      <h2>
        Rejected <small class={rejected > 0 ? "badge alert" : "badge"}>{count(rejected)}</small>
      </h2>
      {rejected === 0 ? (
        <p class="muted">No document was rejected.</p>
      ) : (
        <div class="scroll-x">
          <table>
            <ColumnHeads names={["#Times", "Reason", "Last rejected"]} />
            <tbody>
              {now.rejected.map(({ reason, count: times, last }) => (
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
      <h2>Addresses</h2>
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
