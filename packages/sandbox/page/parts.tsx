/** Small parts that the room's tabs and panels share. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** A line that opens to show more. */
export function Expandable({ line, children }: { line: ComponentChildren; children: () => ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li class="entry">
      <button type="button" class="line" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {line}
      </button>
      {isOpen && <div class="more">{children()}</div>}
    </li>
  );
}

/** A value as JSON, indented. Text that is JSON is indented too; other text stays as it is. */
export function Pretty({ label, value }: { label: string; value: unknown }) {
  return (
    <section class="pretty" aria-label={label}>
      <h3>{label}</h3>
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <pre tabIndex={0}>{prettyText(value)}</pre>
    </section>
  );
}

export function prettyText(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value, null, 2);
  // Numbers of more than 15 digits would lose some of them.
  if (!/^\s*[[{]/.test(value) || /\d{16}/.test(value)) return value;
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

/** The time of day of an instant, in UTC as in the data. */
export function Time({ at, isWithDay = false }: { at: string; isWithDay?: boolean }) {
  return (
    <time dateTime={at} title={at}>
      {isWithDay ? `${at.slice(0, 10)} ` : ""}
      {at.slice(11, 19)}
    </time>
  );
}

export function Notice({ error }: { error?: string | undefined }) {
  return error === undefined ? null : (
    <p role="alert" class="notice bad">
      {error}
    </p>
  );
}
