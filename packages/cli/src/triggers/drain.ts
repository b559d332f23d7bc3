/** Runs a polling trigger as the platform does: one poll, page after page, with the executions that it starts. */
import type { Trigger, TriggerPayload, TriggerResult } from "../bundle";
import { type State, stored } from "./states";

/** When the platform saves the flow state of a poll with several pages. Its documentation does not say, so triggers must stand both. */
export type Saves = "afterEachPage" | "atTheEnd";

export interface DrainOptions {
  /** The inputs, with the form's defaults. */
  params: Readonly<Record<string, unknown>>;
  /** The context of executions, without state. */
  context: object;
  /** The flow state before the poll, of which polling state is part. It is not changed. */
  state: State;
  /** The number of items per execution if the flow has batching on; without it, each page starts one execution. */
  batchSize?: number | undefined;
  saves?: Saves;
  /** Runs the flow for one execution. If it throws, it is called again with the same payload, up to `retries` times. */
  run(payload: TriggerPayload): Promise<void>;
  /** Number of retries of a failed execution; the platform makes at most 3. */
  retries?: number;
  /** Receives the state each time the platform saves it. */
  save?(state: State): void;
}

export interface Drained {
  state: State;
  /** Number of times the trigger was called. */
  pages: number;
  executions: number;
  /** The errors of executions that failed after all retries. The others go on. */
  failures: unknown[];
}

/** More pages than any poll needs: a trigger that never ends is a fault. */
const MAX_PAGES = 10_000;

/** A payload as the scheduler sends it: nobody called, so there is nothing in it. */
export const scheduledPayload = (): TriggerPayload => ({
  headers: {},
  queryParameters: {},
  rawBody: { data: "", contentType: "application/json" },
  body: { data: "", contentType: "application/json" },
  pathFragment: "",
  webhookUrls: {},
  webhookApiKeys: {},
  invokeUrl: "",
  startedAt: new Date().toISOString(),
  globalDebug: false,
});

function payloadsOf(trigger: Trigger, context: object, result: TriggerResult, batchSize: number | undefined) {
  if (batchSize === undefined || trigger.resolveTriggerItems === undefined) return [result.payload];
  const items = trigger.resolveTriggerItems(context, result);
  const batches = Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) =>
    items.slice(index * batchSize, (index + 1) * batchSize),
  );
  // The platform passes the bare item where a batch has one by definition.
  const data = batches.map((batch) => (batchSize === 1 ? batch[0] : batch));
  return data.map(
    (items): TriggerPayload => ({
      ...result.payload,
      body: { ...result.payload.body, data: items },
    }),
  );
}

/**
 * Polls once. The state is kept only after success: if the trigger throws, the error is thrown on, and what was saved before remains.
 *
 * @returns the state after the poll, and what it started
 */
export async function drain(trigger: Trigger, options: DrainOptions): Promise<Drained> {
  const { params, context, batchSize, saves = "atTheEnd", run, retries = 0, save } = options;
  const batch = batchSize === undefined ? { enabled: false } : { enabled: true, batchSize };
  let state = stored(options.state);
  const drained: Drained = { state: options.state, pages: 0, executions: 0, failures: [] };
  const keep = () => {
    drained.state = stored(state);
    save?.(drained.state);
  };
  let cursor: Record<string, unknown> | undefined;
  do {
    if (drained.pages === MAX_PAGES) throw new Error(`${trigger.key} asked for more than ${MAX_PAGES} pages.`);
    const own = { crossFlowState: {}, ...context, batch, instanceState: state };
    const payload = { ...scheduledPayload(), ...(cursor === undefined ? {} : { paginationState: cursor }) };
    const result = await trigger.perform(own, payload, params);
    drained.pages += 1;
    if (result.resultType === "polled_no_changes") break;
    for (const execution of payloadsOf(trigger, own, result, batchSize)) {
      drained.executions += 1;
      await attempt(() => run(execution), retries).catch((error: unknown) => drained.failures.push(error));
    }
    const next = batchSize === undefined ? null : trigger.getNextPaginationState?.(own, result);
    cursor = next == null ? undefined : stored(next);
    if (saves === "afterEachPage") {
      keep();
      state = stored(state);
    }
  } while (cursor !== undefined);
  keep();
  return drained;
}

async function attempt(run: () => Promise<void>, retries: number): Promise<void> {
  for (let left = retries; ; left -= 1) {
    try {
      return await run();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}
