/** What the platform keeps of the flow: before and after the last poll, or now. */
import type { SimulationEvent, TriggerSession } from "../../src/protocol";

export interface KeptStateProps {
  events: readonly SimulationEvent[];
  session: TriggerSession | undefined;
}

/** The state that the trigger itself keeps; all of it if other steps keep something, too. */
function shown(states: unknown): unknown {
  const { instanceState, crossFlowState } = Object(states);
  if (Object.keys(Object(crossFlowState)).length > 0) return { instanceState, crossFlowState };
  const { __prismaticInternal: internal, ...others } = Object(instanceState);
  return internal !== undefined && Object.keys(others).length === 0 ? Object(internal).polling : instanceState;
}

const linesOf = (state: unknown) => JSON.stringify(state ?? {}, null, 2).split("\n");

/** A line of JSON without the comma that depends on the next one. */
const bare = (line: string) => line.replace(/,$/, "");

/** A state as text; lines that the other state does not have are marked. */
function StateText({ label, state, other }: { label: string; state: unknown; other: unknown }) {
  const known = new Set(linesOf(other).map(bare));
  return (
    <section aria-label={label}>
      <p class="muted small">{label}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls what is longer than its place */}
      <pre class="box" tabIndex={0}>
        {linesOf(state).map((line) => (known.has(bare(line)) ? `${line}\n` : <mark key={line}>{`${line}\n`}</mark>))}
      </pre>
    </section>
  );
}

export function KeptState({ events, session }: KeptStateProps) {
  if (session === undefined) return null;
  const last = events.findLast((event) => event.type === "poll");
  const now = shown(session.states);
  const isEmpty = Object.keys(Object(now)).length === 0;
  return (
    <section aria-label="Kept state" class="kept">
      <h3>Kept state</h3>
      {isEmpty && (
        <p class="muted small">Nothing is kept yet. The platform keeps what a trigger notes for its next execution.</p>
      )}
      {!isEmpty && last === undefined && <StateText label="Now" state={now} other={now} />}
      {!isEmpty && last !== undefined && (
        <div class="beside">
          <StateText label="Before the last poll" state={shown(last.before)} other={shown(last.after)} />
          <StateText label="After it" state={now} other={shown(last.before)} />
        </div>
      )}
    </section>
  );
}
