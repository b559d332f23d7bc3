/** The clock that the sandbox and the component share, and the slider that moves it ahead. */
import { useEffect, useState } from "preact/hooks";
import type { ClockState, TargetState } from "../../src/protocol";
import { call } from "../api";
import { aheadText, dateText, STEPS, stepText } from "./time";

export interface ClockProps {
  target: TargetState;
  /** Changes when time may have moved. */
  moved: number;
}

const REFRESH_MS = 15_000;

export function Clock({ target, moved }: ClockProps) {
  const [clock, setClock] = useState<ClockState>();
  const [step, setStep] = useState(0);
  const [error, setError] = useState("");
  const show = (next: Promise<ClockState>) =>
    next.then(
      (state) => {
        setClock(state);
        setError("");
      },
      (cause: Error) => setError(cause.message),
    );
  useEffect(() => {
    const load = () => void show(call<ClockState>("/api/clock"));
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, [moved]);
  if (clock === undefined) return null;
  const move = (movedMs: number) => void show(call<ClockState>("/api/clock", { movedMs }));
  const by = STEPS[step] ?? 0;
  return (
    <section aria-label="Clock" class="shared-clock">
      <p role="status">
        <span class="muted">Sandbox time</span> <time dateTime={clock.now}>{dateText(clock.now)}</time>{" "}
        <span class={`badge ${clock.movedMs > 0 ? "warn" : ""}`}>{aheadText(clock.movedMs)}</span>
      </p>
      {target.movesTime ? (
        <div class="mover">
          <label>
            <span class="muted">Move ahead</span>
            <input
              type="range"
              min={0}
              max={STEPS.length - 1}
              value={step}
              aria-valuetext={stepText(by)}
              onInput={(event) => setStep(Number(event.currentTarget.value))}
            />
          </label>
          <button type="button" onClick={() => move(clock.movedMs + by)}>
            +{stepText(by)}
          </button>
          {clock.movedMs > 0 && (
            <button type="button" class="quiet" onClick={() => move(0)}>
              Back to real time
            </button>
          )}
        </div>
      ) : (
        <p class="muted small">
          The sandbox runs in another process, so its time cannot be moved together with the component's. Start the
          playground without --sandbox to move time.
        </p>
      )}
      {error !== "" && (
        <p role="alert" class="notice bad">
          {error}
        </p>
      )}
    </section>
  );
}
