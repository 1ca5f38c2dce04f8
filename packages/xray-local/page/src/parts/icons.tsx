import type { ComponentChildren } from "preact";
import { OUTCOME_WORDS, type Outcome } from "../logic/outcome.ts";

interface IconProps {
  /** Text for screen readers. Without it the icon is decorative. */
  readonly label?: string | undefined;
}

function Icon({ label, children }: IconProps & { readonly children: ComponentChildren }) {
  const meaning =
    label === undefined ? { "aria-hidden": true as const } : { role: "img" as const, "aria-label": label };
  return (
    <svg class="icon" viewBox="0 0 16 16" {...meaning}>
      {children}
    </svg>
  );
}

export const CopyIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5.5 5.5v-2a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z" />
  </Icon>
);
export const LinkIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M9.5 2.5h4v4M13.5 2.5 7.5 8.5M6 3.5H3.5a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V10" />
  </Icon>
);
export const CloseIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="m4 4 8 8M12 4l-8 8" />
  </Icon>
);
export const PauseIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5.5 3.5v9M10.5 3.5v9" />
  </Icon>
);
export const PlayIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M5 3.5v9l7-4.5Z" />
  </Icon>
);
export const SearchIcon = (props: IconProps) => (
  <Icon {...props}>
    <path d="M2.5 3.5h11l-4.2 5v4l-2.6 1v-5Z" />
  </Icon>
);
export const ThemeIcon = ({ theme }: { readonly theme: "system" | "light" | "dark" }) => (
  <Icon>
    {theme === "light" && (
      <path d="M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6ZM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M13 3l-1.2 1.2M4.2 11.8 3 13" />
    )}
    {theme === "dark" && <path d="M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1Z" />}
    {theme === "system" && <path d="M2.5 3.5h11v7.5h-11ZM6 13.5h4" />}
  </Icon>
);

/** Each outcome has its own shape, so that colour is not the only sign; all but ok have a text for screen readers. */
export function OutcomeMark({ outcome, pending = false }: { readonly outcome: Outcome; readonly pending?: boolean }) {
  const word = pending ? "in progress" : OUTCOME_WORDS[outcome];
  const meaning =
    word === OUTCOME_WORDS.ok ? { "aria-hidden": true as const } : { role: "img" as const, "aria-label": word };
  return (
    <svg class={`mark ${outcome}`} viewBox="0 0 12 12" {...meaning}>
      {pending && <circle cx="6" cy="6" r="3.6" class="hollow" stroke-dasharray="2 1.6" />}
      {!pending && outcome === "ok" && <circle cx="6" cy="6" r="3" />}
      {!pending && outcome === "error" && <path d="M6 1.6 11 10.4H1Z" />}
      {!pending && outcome === "throttle" && <path d="M2 2h8v2.6H2ZM2 7.4h8V10H2Z" />}
      {!pending && outcome === "fault" && (
        <path d="m2 3.2 1.2-1.2L6 4.8 8.8 2 10 3.2 7.2 6 10 8.8 8.8 10 6 7.2 3.2 10 2 8.8 4.8 6Z" />
      )}
    </svg>
  );
}
