import type { EdgeStats, ServiceNode } from "../../../../src/page-api.ts";
import { count, duration, rate } from "../../logic/format.ts";
import { nodeKey, inOrder } from "../../logic/map-order.ts";
import { filterForEdge, filterForNode, meanTime, nameInWords, quantile, typeInWords } from "../../logic/map-words.ts";
import { BadShares, ShareBar } from "../../parts/share-bar.tsx";
import { go } from "../../state/route.ts";
import { ColumnHeads } from "../../parts/column-heads.tsx";

/** The service map as a table: each service with the services it calls. */
export function MapTable({ nodes }: { readonly nodes: readonly ServiceNode[] }) {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (
    <div class="scroll-x">
      <table>
        <ColumnHeads names={["Service", "Type", "#Calls", "#Rate", "#Mean", "#p95", "Outcomes"]} />
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
