import { bytes, count } from "../logic/format.ts";
import { counters, info } from "../state/traces.ts";

/** Memory in use and addresses; always visible. */
export function StatusBar() {
  const now = counters.value;
  const server = info.value;
  return (
    <footer class="status">
      {now !== undefined && (
        <>
          <span>
            <b>{count(now.segments)}</b> segments
          </span>
          <span class="memory">
            <meter
              min={0}
              max={now.limitBytes}
              value={now.memoryBytes}
              aria-label={`Memory: ${bytes(now.memoryBytes)} of ${bytes(now.limitBytes)}`}
            />
            <span>
              <b>{bytes(now.memoryBytes)}</b> of {bytes(now.limitBytes)}
            </span>
          </span>
          {now.evicted > 0 && (
            <span class="warn" title="The memory limit is reached: the oldest traces are evicted first">
              <b>{count(now.evicted)}</b> oldest traces evicted
            </span>
          )}
        </>
      )}
      {server !== undefined && (
        <span class="addresses">
          <span>
            UDP, TCP <code>{server.udpAddress}</code>
          </span>
          <span>
            API <code>{server.apiUrl}</code>
          </span>
        </span>
      )}
    </footer>
  );
}
