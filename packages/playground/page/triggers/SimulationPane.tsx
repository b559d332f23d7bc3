/** What came of a simulation: a summary in words, the state that is kept, and the timeline. */
import { useEffect, useRef } from "preact/hooks";
import type { ListedTrigger } from "../../src/protocol";
import { KeptState } from "./KeptState";
import { summaryOf } from "./summary";
import { Timeline } from "./Timeline";
import type { Simulations } from "./useSimulation";

export interface SimulationPaneProps {
  trigger: ListedTrigger;
  simulations: Simulations;
}

/** What a simulation will do. */
function introductionOf({ key, isPolling }: ListedTrigger): string {
  if (key === "cohortSync")
    return "Simulate deploys the trigger on this machine and lets the sandbox sync a cohort to it: all members first, then who entered and who left. Lose a page, or send pages late or twice, to see what the flow gets.";
  if (key === "alert")
    return "Simulate deploys the trigger, which registers its webhook in the sandbox. The sandbox then sends a test alert and the alert itself, and the trigger is removed again.";
  if (!isPolling) return "Simulate deploys the trigger on this machine and lets the sandbox call it.";
  return "Simulate polls once, and then several times more, each after something has changed in the sandbox. Or go step by step: Change something, and Poll now.";
}

export function SimulationPane({ trigger, simulations }: SimulationPaneProps) {
  const { events, begin, isRunning, error, session } = simulations;
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow window, the pane is below the form.
    if (isRunning && (pane.current?.getBoundingClientRect().top ?? 0) > innerHeight / 2) pane.current?.scrollIntoView();
  }, [isRunning]);
  const latest = events.slice(begin);
  const end = latest.find((event) => event.type === "ended");
  const summary = end === undefined ? "" : summaryOf(latest);
  return (
    <section ref={pane} aria-label="Simulation" class="outcome-pane simulation">
      <div role="status">
        {isRunning && <p class="notice">The simulation is running.</p>}
        {!isRunning && end !== undefined && (
          <p class={`notice ${end.ok ? "ok" : "bad"}`}>
            <strong>{end.ok ? "Done." : "Not everything worked."}</strong> {summary}
          </p>
        )}
        {!isRunning && end === undefined && latest.length > 0 && error === "" && (
          <p class="notice warn">The simulation was stopped.</p>
        )}
      </div>
      {error !== "" && (
        <p role="alert" class="notice bad">
          {error}
        </p>
      )}
      {events.length === 0 && !isRunning && error === "" && <p class="empty">{introductionOf(trigger)}</p>}
      {trigger.isPolling && <KeptState events={events} session={session} />}
      {events.length > 0 && <Timeline events={events} />}
      {!trigger.isPolling && events.length > 0 && <KeptState events={events} session={session} />}
    </section>
  );
}
