/** What is known of a run while its events arrive. */
import type { Cost, Exchange, Failure, RunEvent, Snippets } from "../../src/protocol";

export interface Run {
  isRunning: boolean;
  log: { level: string; message: string }[];
  exchanges: Exchange[];
  result?: { data: unknown; isShortened: boolean };
  failure?: Failure;
  cost?: Cost;
  snippets?: Snippets;
  /** What the sandbox stored meanwhile, in words. */
  stored?: string;
}

export const STARTED: Run = { isRunning: true, log: [], exchanges: [] };

/** The run after one more event. */
export function applied(run: Run, event: RunEvent): Run {
  switch (event.type) {
    case "started":
      return { ...run, snippets: event.snippets };
    case "log":
      return { ...run, log: [...run.log, { level: event.level, message: event.message }] };
    case "exchange":
      return { ...run, exchanges: withExchange(run.exchanges, event.exchange) };
    case "result":
      return { ...run, result: { data: event.data, isShortened: event.isShortened } };
    case "failure":
      return { ...run, failure: event.failure };
    case "ended":
      return { ...run, isRunning: false, cost: event.cost };
  }
}

/** An exchange comes when it is sent, and again when it is answered. */
export function withExchange(exchanges: readonly Exchange[], exchange: Exchange): Exchange[] {
  const isKnown = exchanges.some(({ id }) => id === exchange.id);
  return isKnown ? exchanges.map((one) => (one.id === exchange.id ? exchange : one)) : [...exchanges, exchange];
}
