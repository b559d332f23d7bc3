/** The Actions room: families with a search, and the pages of the actions that were opened. */
import { useEffect, useState } from "preact/hooks";
import type { Inputs, PastRun, State } from "../../src/protocol";
import { hashOf } from "../route";
import { ActionList } from "./ActionList";
import { ActionPage } from "./ActionPage";

export interface ActionsRoomProps {
  state: State;
  /** The key of the open action; empty if none is. */
  selected: string;
}

/** A past run that is to be repeated. */
export interface Replay {
  action: string;
  inputs: Inputs;
}

export function ActionsRoom({ state, selected }: ActionsRoomProps) {
  // Pages stay while others are shown: they keep what was typed, and runs go on.
  const [opened, setOpened] = useState<readonly string[]>([]);
  const [replay, setReplay] = useState<Replay>();
  useEffect(() => {
    if (selected !== "") setOpened((before) => (before.includes(selected) ? before : [...before, selected]));
  }, [selected]);
  const repeat = ({ action, inputs }: PastRun) => {
    setReplay({ action, inputs });
    location.hash = hashOf({ room: "actions", key: action });
  };
  const listed = state.families.flatMap(({ actions }) => actions);
  const pages = opened.flatMap((key) => listed.find((action) => action.key === key) ?? []);
  const isKnown = selected === "" || listed.some(({ key }) => key === selected);
  return (
    <section aria-label="Actions" class={`actions${selected === "" ? "" : " chosen"}`}>
      <ActionList families={state.families} selected={selected} />
      {selected === "" && (
        <div class="empty">
          <p>Choose an action to see the form a builder fills in. Run it, and see what it sends.</p>
          <h2>A first minute</h2>
          <ol>
            <li>
              Open <a href="#/actions/importEvents">Import Events</a>, press <b>Use example</b>, then <b>Run</b>.
            </li>
            <li>
              See the result as a table, and each request under <b>Sent</b>.
            </li>
            {state.target.kind === "sandbox" && (
              <li>
                Press <b>503 once</b> and run it again: it is sent twice, and no event is stored twice.
              </li>
            )}
          </ol>
        </div>
      )}
      {!isKnown && <p class="empty">The component has no action {selected}. Choose one from the list.</p>}
      {pages.map((action) => (
        <ActionPage
          key={action.key}
          action={action}
          target={state.target}
          isShown={action.key === selected}
          replay={replay?.action === action.key ? replay : undefined}
          onReplay={repeat}
        />
      ))}
    </section>
  );
}
