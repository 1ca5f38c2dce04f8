import { splitRemoved } from "../logic/removed.ts";

/** A text with highlighted markers of removed values. */
export function Marked({ text }: { readonly text: string }) {
  const parts = splitRemoved(text);
  if (parts.length === 1 && parts[0]?.removed === false) return <>{text}</>;
  return <>{parts.map((part, index) => (part.removed ? <mark key={index}>{part.text}</mark> : part.text))}</>;
}
