/** A playground over HTTP, as its page calls it. */
import { loadComponent } from "../../cli/src/bundle";
import { openTarget, type Target } from "../../cli/src/connection";
import type { Inputs, RunEvent } from "../src/protocol";
import { type RunningPlayground, startPlayground } from "../src/server";

export interface OpenPlayground extends RunningPlayground {
  target: Target;
  token: string;
  /** Calls a route with the token of the page. */
  call(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
  /** What a GET of a route answers. */
  read<T>(path: string): Promise<T>;
  /** Runs an action. @returns the response, and the events in it */
  run(action: string, inputs: Inputs, isConfirmed?: boolean): Promise<{ text: string; events: RunEvent[] }>;
}

/**
 * @param environment names a project; without it, the playground has a sandbox of its own with sample data
 * @param sandboxUrl of a sandbox that runs already
 */
export async function openPlayground(
  environment: NodeJS.ProcessEnv = {},
  sandboxUrl?: string,
): Promise<OpenPlayground> {
  const component = loadComponent();
  const target = await openTarget(component, {
    environment,
    sandboxUrl,
    ownSandbox: { sample: true, limits: false },
    needsSecond: "ifThere",
  });
  const playground = await startPlayground({ component, target, port: 0, version: "1.2.3" });
  const page = await (await fetch(playground.url)).text();
  const token = /<meta name="token" content="([\w-]+)"/.exec(page)?.[1] ?? "";
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${playground.url}${path}`, { ...init, headers: { ...init.headers, "X-Playground-Token": token } });
  const post = (path: string, body: unknown) =>
    call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return {
    ...playground,
    target,
    token,
    call,
    post,
    read: async <T>(path: string) => (await (await call(path)).json()) as T,
    run: async (action, inputs, isConfirmed) => {
      const text = await (await post("/api/runs", { action, inputs, isConfirmed })).text();
      return { text, events: eventsIn(text) };
    },
    close: async () => {
      await playground.close();
      await target.close();
    },
  };
}

/** The messages of a stream. */
export const eventsIn = (text: string): RunEvent[] =>
  text
    .split("\n\n")
    .filter((message) => message !== "")
    .map((message) => JSON.parse(message.replace(/^data: /, "")));

/** The only event of a type. */
export function eventOf<T extends RunEvent["type"]>(
  events: readonly RunEvent[],
  type: T,
): Extract<RunEvent, { type: T }> {
  const found = events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`There are ${found.length} events ${type} in ${JSON.stringify(events).slice(0, 2000)}`);
  return found[0];
}

/** The exchanges of a run, as they stand at its end. */
export function exchangesOf(events: readonly RunEvent[]) {
  const exchanges = events.flatMap((event) => (event.type === "exchange" ? [event.exchange] : []));
  return [...new Map(exchanges.map((exchange) => [exchange.id, exchange])).values()];
}
