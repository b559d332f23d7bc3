/** A playground as its page calls it. */
import { loadComponent } from "../../../cli/src/bundle";
import { openTarget, type Target } from "../../../cli/src/connection";
import type { SimulationEvent, SimulationRequest } from "../../src/protocol";
import { startPlayground } from "../../src/server";

export type EventOf<Type extends SimulationEvent["type"]> = Extract<SimulationEvent, { type: Type }>;

export interface Served {
  target: Target;
  /** Gets JSON, or posts it. */
  call(path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** Begins to simulate a trigger, until the signal aborts. */
  begin(key: string, request: Partial<SimulationRequest>, signal?: AbortSignal): Promise<Response>;
  /** Simulates a trigger to its end. */
  simulate(key: string, request?: Partial<SimulationRequest>): Promise<SimulationEvent[]>;
  close(): Promise<void>;
}

/** @param sandboxUrl of a running sandbox; without it, the environment's project is used, or a sandbox of its own */
export async function serve(environment: NodeJS.ProcessEnv = {}, sandboxUrl?: string): Promise<Served> {
  const component = loadComponent();
  const ownSandbox = { sample: true, limits: false };
  const target = await openTarget(component, { environment, sandboxUrl, ownSandbox, checksHosts: false });
  const playground = await startPlayground({ component, target, port: 0, version: "1.0.0" });
  const page = await fetch(playground.url).then((response) => response.text());
  const [, token = ""] = /name="token" content="([^"]+)"/.exec(page) ?? [];
  const request = (path: string, body?: unknown, signal: AbortSignal | null = null) =>
    fetch(`${playground.url}${path}`, {
      signal,
      headers: { "X-Playground-Token": token, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
  const begin: Served["begin"] = (key, options, signal) =>
    request(`/api/triggers/${key}/simulate`, { inputs: {}, ...options }, signal);
  return {
    target,
    begin,
    call: async (path, body) => {
      const response = await request(path, body);
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
    },
    simulate: async (key, options = {}) => {
      const response = await begin(key, options);
      const text = await response.text();
      if (response.status !== 200) throw new Error(text);
      return text
        .split("\n\n")
        .filter((message) => message !== "")
        .map((message) => JSON.parse(message.replace(/^data: /, "")));
    },
    close: async () => {
      await playground.close();
      await target.close();
    },
  };
}

/** The events of a type, in their order. */
export function eventsOf<Type extends SimulationEvent["type"]>(
  events: readonly SimulationEvent[],
  type: Type,
): EventOf<Type>[] {
  return events.filter((event): event is EventOf<Type> => event.type === type);
}
