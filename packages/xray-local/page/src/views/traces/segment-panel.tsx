import type { ComponentChildren } from "preact";
import type { TraceDetail } from "../../../../src/page-api.ts";
import { awsParts } from "../../logic/aws-blocks.ts";
import { clock, duration } from "../../logic/format.ts";
import { OUTCOME_WORDS } from "../../logic/outcome.ts";
import { fieldsOf, withoutChildren, type Field } from "../../logic/segment.ts";
import { isSubsegment, type WaterfallRow } from "../../logic/waterfall.ts";
import { CopyIcon } from "../../parts/icons.tsx";
import { Marked } from "../../parts/marked.tsx";
import { copy } from "../../state/copy.ts";
import { Exceptions } from "./exceptions.tsx";

interface PanelProps {
  readonly row: WaterfallRow;
  /** Values removed from this segment. */
  readonly redactions: TraceDetail["redactions"];
  /** The documents as they were received. */
  readonly raw: readonly string[];
}

/** All fields of a segment or subsegment; absent blocks are not shown. */
export function SegmentPanel({ row, redactions, raw }: PanelProps) {
  const { segment } = row;
  const own = fieldsOf({
    namespace: segment.namespace,
    origin: segment.origin,
    user: segment.user,
    version: segment.service?.version,
    id: segment.id,
    parent: segment.parent_id,
  });
  return (
    <section class="segment-panel" aria-label={`Details of ${segment.name}`}>
      <h3>
        {segment.name}
        <span class="kind">{isSubsegment(row) ? "subsegment" : "segment"}</span>
        {row.outcome !== "ok" && <span class={`chip ${row.outcome}`}>{OUTCOME_WORDS[row.outcome]}</span>}
      </h3>
      <div class="blocks">
        {segment.cause !== undefined && <Exceptions cause={segment.cause} />}
        <Block title="Time">
          <Fields
            fields={[
              { key: "start", value: clock(segment.start_time) },
              { key: "offset", value: duration(row.offset) },
              { key: "duration", value: row.inProgress ? "in progress" : duration(row.duration) },
            ]}
          />
        </Block>
        <FieldBlock title="HTTP" fields={fieldsOf(segment.http)} />
        <FieldBlock title="SQL" fields={fieldsOf(segment.sql)} />
        <FieldBlock title="Annotations" note="searchable" fields={fieldsOf(segment.annotations)} />
        {awsParts(segment.aws).map(({ title, fields }) => (
          <FieldBlock key={title} title={title} fields={fields} />
        ))}
        <FieldBlock title="Segment" fields={own} />
        {Object.entries(segment.metadata ?? {}).map(([namespace, values]) => (
          <Block key={namespace} title="Metadata" note={namespace}>
            <pre class="json">
              <Marked text={JSON.stringify(values, null, 2)} />
            </pre>
          </Block>
        ))}
        <FieldBlock
          title="Links"
          fields={(segment.links ?? []).flatMap((link, index) => fieldsOf(link, String(index + 1)))}
        />
        {redactions.length > 0 && (
          <FieldBlock
            title="Removed"
            note="never left the app"
            fields={redactions.map(({ path, text }) => ({ key: path, value: text }))}
          />
        )}
      </div>
      <Raw document={JSON.stringify(withoutChildren(segment), null, 2)} whole={raw} />
    </section>
  );
}

function Raw({ document, whole }: { readonly document: string; readonly whole: readonly string[] }) {
  return (
    <details class="raw">
      <summary>JSON of this row</summary>
      <p>
        <button type="button" class="quiet" onClick={() => void copy(document, "JSON")}>
          <CopyIcon /> Copy
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => void copy(`[${whole.join(",\n")}]\n`, "Documents of the trace")}
        >
          <CopyIcon /> Copy all documents of the trace
        </button>
      </p>
      <pre class="json">
        <Marked text={document} />
      </pre>
    </details>
  );
}

function FieldBlock({
  title,
  note,
  fields,
}: {
  readonly title: string;
  readonly note?: string;
  readonly fields: readonly Field[];
}) {
  if (fields.length === 0) return null;
  return (
    <Block title={title} note={note}>
      <Fields fields={fields} />
    </Block>
  );
}

interface BlockProps {
  readonly title: string;
  readonly note?: string | undefined;
  readonly children: ComponentChildren;
}

function Block({ title, note, children }: BlockProps) {
  return (
    <div class="block">
      <h4>
        {title} {note !== undefined && <small>{note}</small>}
      </h4>
      {children}
    </div>
  );
}

function Fields({ fields }: { readonly fields: readonly Field[] }) {
  return (
    <dl class="fields">
      {fields.map(({ key, value }, index) => (
        <div key={`${key}-${String(index)}`}>
          <dt>{key}</dt>
          <dd>
            <Marked text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
