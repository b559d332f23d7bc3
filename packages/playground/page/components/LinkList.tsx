/** Links to the actions or triggers of one kind, below its title. */
import type { Listed } from "../../src/protocol";
import { hashOf } from "../route";

export interface LinkListProps {
  title: string;
  room: "actions" | "triggers";
  items: readonly Listed[];
  /** The key of the open one. */
  selected: string;
}

export function LinkList({ title, room, items, selected }: LinkListProps) {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {items.map(({ key, label, description }) => (
          <li key={key}>
            <a href={hashOf({ room, key })} title={description} aria-current={key === selected ? "page" : undefined}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
