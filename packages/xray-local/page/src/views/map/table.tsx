import type { EdgeStats, ServiceNode } from "../../../../src/page-api.ts";
import { count, duration, rate } from "../../logic/format.ts";
import { nodeKey, inOrder } from "../../logic/map-order.ts";
import { filterForEdge, filterForNode, meanTime, nameInWords, quantile, typeInWords } from "../../logic/map-words.ts";
import { BadShares, ShareBar } from "../../parts/share-bar.tsx";
import { go } from "../../state/route.ts";

/** The map's numbers as a table: each service, and under it what it calls. */
export function MapTable({ nodes }: { readonly nodes: readonly ServiceNode[] }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (
    <div class="scroll-x">
      <table>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Type</th>
            <th scope="col" class="number">
              Calls
            </th>
            <th scope="col" class="number">
              Rate
            </th>
            <th scope="col" class="number">
              Mean
            </th>
            <th scope="col" class="number">
              p95
            </th>
            <th scope="col">Outcomes</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(nodes).map((node) => (
            <>
              <tr key={nodeKey(node)}>
                <th scope="row">
                  <Target words={nameInWords(node)} filter={filterForNode(node)} />
                </th>
                <td>{typeInWords(node.type)}</td>
                <Numbers stats={node.stats} />
              </tr>
              {node.edges.map(({ to, stats }) => {
                const called = byId.get(to);
                return called === undefined ? null : (
                  <tr key={`${nodeKey(node)}>${nodeKey(called)}`} class="edge-row">
                    <th scope="row">
                      → <Target words={called.name} filter={filterForEdge(node, called)} />
                    </th>
                    <td>call</td>
                    <Numbers stats={stats} />
                  </tr>
                );
              })}
            </>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Target({ words, filter }: { readonly words: string; readonly filter: string }) {
  return (
    <button type="button" class="link" onClick={() => go({ view: "traces", filter })} title={filter}>
      {words}
    </button>
  );
}

function Numbers({ stats }: { readonly stats: EdgeStats }) {
  return (
    <>
      <td class="number">{count(stats.total)}</td>
      <td class="number">{rate(stats.perMinute)}</td>
      <td class="number">{duration(meanTime(stats))}</td>
      <td class="number">{duration(quantile(stats.histogram, 0.95))}</td>
      <td>
        <ShareBar stats={stats} /> <BadShares stats={stats} />
      </td>
    </>
  );
}
