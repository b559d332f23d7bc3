/** JSON as a tree whose objects and lists open. */
import { useState } from "preact/hooks";

export interface JsonTreeProps {
  value: unknown;
  /** How many levels are open at first. */
  levels?: number;
}

/** Children that are shown at once; more on demand. */
const PAGE = 100;

export function JsonTree({ value, levels = 2 }: JsonTreeProps) {
  return (
    <div class="tree mono">
      <Node value={value} levels={levels} />
    </div>
  );
}

interface NodeProps extends JsonTreeProps {
  name?: string;
}

function Node({ name, value, levels = 0 }: NodeProps) {
  const [isOpen, setOpen] = useState(levels > 0);
  const [count, setCount] = useState(PAGE);
  const label = name !== undefined && <span class="key">{name}</span>;
  const isList = Array.isArray(value);
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) {
    const type = value === null ? "null" : typeof value;
    return (
      <div class="leaf">
        {label}
        <span class={type}>{JSON.stringify(value)}</span>
      </div>
    );
  }
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {label}
        <span class="muted">{isList ? `[ ${entries.length} ]` : `{ ${entries.length} }`}</span>
      </summary>
      {isOpen &&
        entries.slice(0, count).map(([key, one]) => <Node key={key} name={key} value={one} levels={levels - 1} />)}
      {isOpen && entries.length > count && (
        <button type="button" class="link" onClick={() => setCount(count + PAGE)}>
          Show {Math.min(PAGE, entries.length - count)} more of {entries.length}
        </button>
      )}
    </details>
  );
}
