/** All actions by family. The key / leads to the search, arrows lead from one action to the next. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { State } from "../../src/protocol";
import { LinkList } from "../components/LinkList";
import { search } from "./search";

export interface ActionListProps {
  families: State["families"];
  selected: string;
}

const isTyping = ({ target }: Event): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function ActionList({ families, selected }: ActionListProps) {
  const [text, setText] = useState("");
  const list = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      // Hidden in another room.
      if (event.key !== "/" || isTyping(event) || field.current?.offsetParent == null) return;
      event.preventDefault();
      field.current.focus();
    };
    addEventListener("keydown", jump);
    return () => removeEventListener("keydown", jump);
  }, []);
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...(list.current?.querySelectorAll("a") ?? [])];
    if (event.key === "Enter" && event.target === field.current) links[0]?.click();
    if (step === undefined) return;
    event.preventDefault();
    const at = links.findIndex((link) => link.matches(":focus"));
    const to = at + step < 0 ? field.current : links[at + step];
    to?.focus();
  };
  const found = search(families, text);
  const count = found.reduce((sum, { actions }) => sum + actions.length, 0);
  return (
    <nav aria-label="List of actions" class="list-pane" ref={list} onKeyDown={move}>
      <search>
        <input
          ref={field}
          type="search"
          aria-label="Search actions"
          aria-keyshortcuts="/"
          placeholder="Search actions ( / )"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <p class="small muted" role="status">
          {count === 0 ? "No action has all these words." : `${count} ${count === 1 ? "action" : "actions"}`}
        </p>
      </search>
      {found.map(({ title, actions }) => (
        <LinkList key={title} title={title} room="actions" items={actions} selected={selected} />
      ))}
    </nav>
  );
}
