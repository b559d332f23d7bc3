/** The page: a banner, three rooms, and one of them open. */
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { SandboxRoom } from "../../sandbox/page/SandboxRoom";
import type { State } from "../src/protocol";
import { ActionsRoom } from "./actions/ActionsRoom";
import { call, request } from "./api";
import { Banner } from "./components/Banner";
import { TabPanel, Tabs } from "./components/Tabs";
import { ThemeSwitch } from "./components/Theme";
import { hashOf, ROOMS, type Room } from "./route";
import { TriggersRoom } from "./triggers/TriggersRoom";
import { useRoute } from "./useRoute";
import "./page.css";

const LABELS: Record<Room, string> = { actions: "Actions", triggers: "Triggers", sandbox: "Sandbox" };

function Page() {
  const { room, key } = useRoute();
  const [state, setState] = useState<State>();
  const [error, setError] = useState("");
  // What was open last in each room, so that a tab leads back to it. A room is filled when it is first opened, and then kept.
  const [opened, setOpened] = useState<Partial<Record<Room, string>>>({});
  useEffect(() => {
    call<State>("/api/state").then(setState, (cause: Error) => setError(cause.message));
  }, []);
  useEffect(() => {
    setOpened((before) => ({ ...before, [room]: key }));
    document.title = `${LABELS[room]} · Mixpanel connector playground`;
  }, [room, key]);
  const open = (to: Room) => {
    location.hash = hashOf({ room: to, key: opened[to] ?? "" });
  };
  const isOpened = (one: Room) => one === room || opened[one] !== undefined;
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to content
      </button>
      <header class="top">
        <h1>
          Mixpanel connector <span>playground{state === undefined ? "" : ` ${state.version}`}</span>
        </h1>
        <Tabs
          name="room"
          label="Rooms"
          tabs={ROOMS.map((id) => ({ id, label: LABELS[id] }))}
          selected={room}
          onSelect={open}
        />
        <ThemeSwitch />
        {state && <Banner target={state.target} />}
      </header>
      <main id="main" tabIndex={-1}>
        {error !== "" && (
          <p role="alert" class="notice bad">
            {error}
          </p>
        )}
        {ROOMS.map((one) => (
          <TabPanel key={one} name="room" id={one} isSelected={one === room} class="room">
            {state && isOpened(one) && roomOf(one, state, one === room ? key : (opened[one] ?? ""))}
          </TabPanel>
        ))}
      </main>
    </>
  );
}

function roomOf(room: Room, state: State, selected: string) {
  if (room === "actions") return <ActionsRoom state={state} selected={selected} />;
  if (room === "triggers") return <TriggersRoom state={state} selected={selected} />;
  if (state.target.kind === "sandbox") return <SandboxRoom call={request} base="/api/sandbox" />;
  return (
    <p class="empty">
      The sandbox's room needs a sandbox. Requests go to a real project: start the playground without its credentials to
      use the sandbox instead.
    </p>
  );
}

const page = document.getElementById("page");
if (page !== null) render(<Page />, page);
