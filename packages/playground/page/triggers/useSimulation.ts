/** Runs simulations of a trigger, and collects what happens. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { SimulationEvent, SimulationRequest, TriggerSession } from "../../src/protocol";
import { call, stream } from "../api";

export interface Simulations {
  events: readonly SimulationEvent[];
  /** Where the events of the latest simulation or step begin. */
  begin: number;
  isRunning: boolean;
  error: string;
  /** What the platform would keep of the flow. */
  session: TriggerSession | undefined;
  start(request: SimulationRequest): void;
  stop(): void;
  /** Forgets the states and the timeline. */
  reset(): void;
}

/** @param onTime is told when virtual time may have moved */
export function useSimulation(key: string, onTime: () => void): Simulations {
  const [events, setEvents] = useState<readonly SimulationEvent[]>([]);
  const [begin, setBegin] = useState(0);
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState("");
  const [session, setSession] = useState<TriggerSession>();
  const abort = useRef<AbortController>(undefined);
  const fail = (cause: Error) => setError(cause.message);
  const load = () => call<TriggerSession>(`/api/triggers/${key}/session`).then(setSession, fail);
  useEffect(() => {
    void load();
    return () => abort.current?.abort();
  }, [key]);

  const run = async (request: SimulationRequest) => {
    const controller = new AbortController();
    abort.current = controller;
    // A step continues the timeline; a simulation begins another one.
    const kept = request.step === undefined ? [] : events;
    setBegin(kept.length);
    setEvents(kept);
    setError("");
    setRunning(true);
    try {
      for await (const event of stream<SimulationEvent>(`/api/triggers/${key}/simulate`, request, controller.signal))
        setEvents((before) => [...before, event]);
    } catch (cause) {
      if (!controller.signal.aborted) setError(cause instanceof Error ? cause.message : String(cause));
    }
    setRunning(false);
    onTime();
    await load();
  };
  const reset = async () => {
    setEvents([]);
    setBegin(0);
    setError("");
    await call<TriggerSession>(`/api/triggers/${key}/reset`, {}).then(setSession, fail);
  };
  return {
    ...{ events, begin, isRunning, error, session },
    start: (request) => void run(request),
    stop: () => abort.current?.abort(),
    reset: () => void reset(),
  };
}
