import { splitRemoved } from "../logic/removed.ts";

/** A text in which the places of removed values stand out. */
export function Marked({ text }: { readonly text: string }) {
  const parts = splitRemoved(text);
  if (parts.length === 1 && parts[0]?.removed === false) return <>{text}</>;
  return <>{parts.map((part, index) => (part.removed ? <mark key={index}>{part.text}</mark> : part.text))}</>;
}
