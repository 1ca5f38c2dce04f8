import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { complete, FilterError, parseFilter, type Completion, type FilterProblem } from "@pmp/filter";
import { plural } from "../logic/format.ts";
import { inkOf } from "../logic/ink.ts";
import { focusTargets, run } from "../state/commands.ts";
import { knownNames } from "../state/known.ts";
import { filter, go, route } from "../state/route.ts";
import { connection, loaded, paused, filterError, togglePause, traces, waiting } from "../state/traces.ts";
import { CloseIcon, CopyIcon, PauseIcon, PlayIcon, SearchIcon } from "./icons.tsx";

/** Pause in typing, in milliseconds, after which a valid filter is applied. */
const APPLY_DELAY = 200;
const SHOWN = 9;

/** The filter of the list and the map: X-Ray's filter expressions, with completion. */
export function FilterBar() {
  return (
    <div class="filter-bar">
      <FilterInput />
      <span class="matches" role="status">
        {loaded.value && `${plural(traces.value.length, "trace")}${filter.value === "" ? "" : " match"}`}
      </span>
      {route.value.view === "traces" && (
        <button
          type="button"
          class={paused.value ? "toggle on" : "toggle"}
          aria-pressed={paused.value}
          disabled={connection.value !== "live" && !paused.value}
          onClick={togglePause}
          title="Pause the list (p)"
        >
          {paused.value ? <PlayIcon /> : <PauseIcon />}
          {paused.value ? `Paused${waiting.value > 0 ? `, ${String(waiting.value)} new` : ""}` : "Pause"}
        </button>
      )}
      <button type="button" class="quiet" onClick={() => run("copy")} title="Copy as AWS CLI command (c)">
        <CopyIcon /> <span class="wide-only">AWS CLI</span>
      </button>
    </div>
  );
}

function FilterInput() {
  const input = useRef<HTMLInputElement>(null);
  const ink = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(filter.value);
  const [choices, setChoices] = useState<readonly Completion[]>([]);
  const [chosen, setChosen] = useState(-1);
  const [problems, setProblems] = useState<readonly FilterProblem[]>([]);
  const timer = useRef<number | undefined>(undefined);
  const applied = filter.value;
  /** Last filter applied here. The user may have typed more before the route follows, which must not be overwritten. */
  const asked = useRef(applied);

  useEffect(() => {
    focusTargets.filter = input.current;
    return () => {
      focusTargets.filter = null;
      clearTimeout(timer.current);
    };
  }, []);
  // A link, the map or the back button can change the filter.
  useEffect(() => {
    if (applied === asked.current) return;
    asked.current = applied;
    clearTimeout(timer.current);
    setText(applied);
    setProblems(problemsOf(applied));
  }, [applied]);

  const apply = (expression: string): void => {
    clearTimeout(timer.current);
    const found = problemsOf(expression);
    setProblems(found);
    if (found.length > 0) return;
    asked.current = expression.trim();
    go({ filter: asked.current }, true);
  };
  const suggest = (expression: string, cursor: number): void => {
    setChoices(complete(expression, cursor, knownNames()).slice(0, SHOWN));
    setChosen(-1);
  };
  const write = (expression: string, cursor: number): void => {
    setText(expression);
    suggest(expression, cursor);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => apply(expression), APPLY_DELAY);
  };
  const take = ({ insert, from, to }: Completion): void => {
    const next = text.slice(0, from) + insert + text.slice(to);
    const cursor = from + insert.length;
    write(next, cursor);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(cursor, cursor);
    });
  };
  const close = (): void => {
    setChoices([]);
    setChosen(-1);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const choice = choices[chosen];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (choices.length === 0) suggest(text, input.current?.selectionStart ?? text.length);
      else
        setChosen((chosen + (event.key === "ArrowDown" ? 1 : choices.length + (chosen < 0 ? 0 : -1))) % choices.length);
    } else if (choice !== undefined && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      take(choice);
    } else if (event.key === "Enter") {
      apply(text);
      close();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (choices.length > 0) close();
      else if (text !== "") write("", 0);
      else input.current?.blur();
    }
  };

  // The browser scrolls a long text without an event when the caret moves.
  useLayoutEffect(() => {
    if (ink.current !== null && input.current !== null) ink.current.scrollLeft = input.current.scrollLeft;
  });
  const open = choices.length > 0;
  const wrong = problems[0];
  return (
    <div class={wrong === undefined || open ? "filter" : "filter wrong"}>
      <SearchIcon />
      <input
        ref={input}
        value={text}
        type="text"
        spellcheck={false}
        autocomplete="off"
        placeholder={'Filter, for example  service("pmp-api") AND responsetime > 0.2'}
        role="combobox"
        aria-label="Filter expression"
        aria-expanded={open}
        aria-controls="filter-choices"
        aria-autocomplete="list"
        aria-activedescendant={chosen >= 0 ? `choice-${String(chosen)}` : undefined}
        aria-invalid={wrong !== undefined}
        aria-describedby="filter-problem"
        onInput={(event) => write(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
        onClick={(event) => suggest(text, event.currentTarget.selectionStart ?? text.length)}
        onFocus={(event) => suggest(text, event.currentTarget.selectionStart ?? text.length)}
        onBlur={close}
        onScroll={(event) => ink.current?.scrollTo({ left: event.currentTarget.scrollLeft })}
        onKeyDown={onKeyDown}
      />
      <div ref={ink} class="ink" aria-hidden="true">
        {inkOf(text, open ? [] : problems).map((piece, index) => (
          <span key={index} class={piece.wrong ? `${piece.kind} wrong` : piece.kind}>
            {piece.text}
          </span>
        ))}
      </div>
      {text !== "" && (
        <button
          type="button"
          class="quiet"
          aria-label="Clear the filter"
          onClick={() => {
            write("", 0);
            apply("");
            input.current?.focus();
          }}
        >
          <CloseIcon />
        </button>
      )}
      <ul id="filter-choices" role="listbox" aria-label="Completions" hidden={!open}>
        {choices.map((choice, index) => (
          <li
            key={choice.label}
            id={`choice-${String(index)}`}
            role="option"
            aria-selected={index === chosen}
            // The input must keep the focus, or the list would close before the click.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(choice)}
          >
            <code>{choice.label}</code>
            <span>{choice.detail}</span>
          </li>
        ))}
      </ul>
      <p id="filter-problem" role="alert" hidden={(wrong === undefined && filterError.value === "") || open}>
        {wrong === undefined ? filterError.value : <Problem problem={wrong} text={text} />}
      </p>
    </div>
  );
}

function Problem({ problem, text }: { readonly problem: FilterProblem; readonly text: string }) {
  const { message, fix, from, to } = problem;
  return (
    <>
      {to > from && (
        <code class="excerpt">
          {text.slice(Math.max(0, from - 24), from)}
          <u>{text.slice(from, to)}</u>
          {text.slice(to, to + 24)}
        </code>
      )}
      <span>
        {message} {fix}
      </span>
    </>
  );
}

function problemsOf(expression: string): readonly FilterProblem[] {
  if (expression.trim() === "") return [];
  try {
    parseFilter(expression);
    return [];
  } catch (error) {
    if (error instanceof FilterError) return error.problems;
    throw error;
  }
}
