import { bytes, count } from "../logic/format.ts";
import { counters, info } from "../state/traces.ts";

/** What the local X-Ray holds and where it listens, always in view. */
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
          {now.dropped > 0 && (
            <span class="warn" title="The memory bound is reached: the oldest traces go first">
              <b>{count(now.dropped)}</b> oldest traces dropped
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
