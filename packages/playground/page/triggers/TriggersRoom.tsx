/** The Triggers room: the clock, the list, and the pages of the triggers that were opened. */
import { useEffect, useState } from "preact/hooks";
import type { State } from "../../src/protocol";
import { LinkList } from "../components/LinkList";
import { Clock } from "./Clock";
import { TriggerPage } from "./TriggerPage";
import "./triggers.css";

export interface TriggersRoomProps {
  state: State;
  /** The key of the open trigger; empty if none is. */
  selected: string;
}

const GROUPS = [
  { title: "Mixpanel calls them", isPolling: false },
  { title: "They poll Mixpanel", isPolling: true },
];

export function TriggersRoom({ state: { triggers, target }, selected }: TriggersRoomProps) {
  // Pages stay while others are shown: they keep what was typed, and simulations go on.
  const [opened, setOpened] = useState<readonly string[]>([]);
  const [moved, setMoved] = useState(0);
  useEffect(() => {
    if (selected !== "") setOpened((before) => (before.includes(selected) ? before : [...before, selected]));
  }, [selected]);
  const pages = opened.flatMap((key) => triggers.find((trigger) => trigger.key === key) ?? []);
  const isKnown = selected === "" || triggers.some(({ key }) => key === selected);
  return (
    <section aria-label="Triggers" class={`triggers${selected === "" ? "" : " chosen"}`}>
      <nav aria-label="List of triggers" class="list-pane">
        {GROUPS.map(({ title, isPolling }) => (
          <LinkList
            key={title}
            title={title}
            room="triggers"
            items={triggers.filter((trigger) => trigger.isPolling === isPolling)}
            selected={selected}
          />
        ))}
        {target.kind === "sandbox" && <Clock target={target} moved={moved} />}
      </nav>
      {selected === "" && (
        <div class="empty">
          <p>Choose a trigger to see how a flow would start, with what, and what is kept between polls.</p>
          <p>
            New here? <a href="#/triggers/cohortSync">Cohort Sync</a> is a good start.
          </p>
        </div>
      )}
      {!isKnown && <p class="empty">The component has no trigger {selected}. Choose one from the list.</p>}
      {pages.map((trigger) => (
        <TriggerPage
          key={trigger.key}
          trigger={trigger}
          target={target}
          isShown={trigger.key === selected}
          onTime={() => setMoved((before) => before + 1)}
        />
      ))}
    </section>
  );
}
