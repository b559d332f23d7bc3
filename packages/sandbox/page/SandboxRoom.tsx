/** The sandbox from inside: live requests, data, faults, clock and limits. */
import { useMemo, useState } from "preact/hooks";
import { TabPanel, Tabs } from "../../playground/page/components/Tabs";
import { ClockPanel } from "./ClockPanel";
import { type Call, Client, useLoaded } from "./client";
import { Data } from "./Data";
import { Events } from "./Events";
import { FaultsPanel } from "./FaultsPanel";
import { LimitsPanel } from "./LimitsPanel";
import { useLive } from "./live";
import { Profiles } from "./Profiles";
import { type Project, Projects } from "./Projects";
import { Notice } from "./parts";
import { Requests } from "./Requests";
import { StatePanel } from "./StatePanel";
import "./room.css";

const TABS = [
  { id: "requests", label: "Requests" },
  { id: "events", label: "Events" },
  { id: "profiles", label: "Profiles" },
  { id: "data", label: "Other data" },
] as const;

export interface SandboxRoomProps {
  /** Calls the control routes: `fetch`, or the playground's own, which adds its token. */
  call: Call;
  /** What stands before the name of a control route: `/_sandbox`, or the playground's route to it. */
  base: string;
  /** The sandbox's address, for the examples of empty lists; without it, they name the Actions room. */
  address?: string;
}

export function SandboxRoom({ call, base, address }: SandboxRoomProps) {
  const client = useMemo(() => new Client(call, base), [call, base]);
  const { live, problem } = useLive(client);
  const [tab, setTab] = useState<(typeof TABS)[number]["id"]>("requests");
  const [projectId, setProjectId] = useState(1);
  const { counts } = live ?? {};
  const { value: index } = useLoaded<{ projects: Project[] }>(client, "", Object.keys(counts?.projects ?? {}).join());
  if (live === null || counts === undefined) {
    return problem === "" ? <p class="empty">Connecting to the sandbox …</p> : <Notice error={problem} />;
  }
  // What a list shows may have changed with any request, and with any control route.
  const version = live.receivedMs;
  const source = { client, projectId, version, address };
  const panels = {
    requests: () => <Requests client={client} live={live} address={address} />,
    events: () => <Events key={projectId} {...source} />,
    profiles: () => <Profiles key={projectId} {...source} />,
    data: () => <Data key={projectId} {...source} />,
  };
  return (
    <section class="sandbox" aria-label="Sandbox">
      <div class="sandbox-main">
        <h2 class="hidden">What the sandbox holds</h2>
        <Notice error={problem === "" ? undefined : problem} />
        <Projects projects={index?.projects ?? []} counts={counts} selected={projectId} onSelect={setProjectId} />
        <Tabs name="sandbox" label="What the sandbox holds" tabs={TABS} selected={tab} onSelect={setTab} />
        {TABS.map(({ id }) => (
          <TabPanel key={id} name="sandbox" id={id} isSelected={id === tab} class="sandbox-panel">
            {id === tab && panels[id]()}
          </TabPanel>
        ))}
      </div>
      <aside class="sandbox-side" aria-label="Controls">
        <h2 class="hidden">Controls</h2>
        <FaultsPanel client={client} faults={live.faults} />
        <ClockPanel client={client} live={live} />
        <LimitsPanel client={client} projectId={projectId} version={version} />
        <StatePanel client={client} />
      </aside>
    </section>
  );
}
