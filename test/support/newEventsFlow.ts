import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { type Drained, drain, type Saves } from "../../packages/cli/src/triggers/drain";
import { Limiter, processLimiters } from "../../src/mixpanel/limits/limiter";
import { isRecord, type JsonObject } from "../../src/mixpanel/records/json";
import { forgetEverything, recordingLogger, runAction } from "./harness";
import { sandboxConnection } from "./inSandbox";
import { triggerOf } from "./triggers";

/** What a flow's steps got of an event. */
export interface Delivery {
  key: string;
  id: string;
}

interface FlowOptions {
  /** Inputs of the trigger. */
  params?: JsonObject;
  /** With batching, as many windows an execution. */
  batchSize?: number;
  saves?: Saves;
  /** Retries of a failed execution. */
  retries?: number;
  project?: number;
  /** Called before the step of an execution: what arrives while the flow runs. */
  meanwhile?(): void;
}

/** The only fake is `Date`, which the sandbox's clock follows too. */
export function fakeDate(now: number | string): void {
  jest.useFakeTimers({
    now: new Date(now),
    doNotFake: [
      "hrtime",
      "nextTick",
      "performance",
      "queueMicrotask",
      "setImmediate",
      "clearImmediate",
      "setInterval",
      "clearInterval",
      "setTimeout",
      "clearTimeout",
    ],
  });
}

export const passTime = (ms: number): void => {
  jest.setSystemTime(Date.now() + ms);
};

/** A sandbox with projects for each test, at the same moment, without rate limits. @returns the sandbox, once it has started */
export function useNewEventsSandbox(start: string, projects: readonly { id: number }[]): () => Sandbox {
  let sandbox: Sandbox;
  beforeAll(async () => {
    fakeDate(start);
    sandbox = await startSandbox({ port: 0, limits: false, seed: { projects: [...projects] } });
  });
  beforeEach(() => {
    fakeDate(start);
    sandbox.reset();
    // A third export in a second would wait until the clock moves; the rate limits have tests of their own.
    jest.spyOn(processLimiters, "of").mockReturnValue(new Limiter({ allowances: [] }));
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await sandbox.close();
    jest.useRealTimers();
  });
  return () => sandbox;
}

/** Events with numbered IDs. */
export const named = (prefix: string, count: number, more: Partial<Arriving> = {}): Arriving[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${prefix}-${String(index).padStart(4, "0")}`, ...more }));

const LIST = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const deliveryOf = ({ key, properties }: JsonObject): Delivery => ({
  key: String(key),
  id: String(Object(properties).$insert_id),
});

/** A flow that starts with New Events, as the platform runs it over a sandbox; with batching, its step is Fetch New Events. */
export class NewEventsFlow {
  state: JsonObject = {};
  /** Events that reached the end of an execution, and those of executions that failed. */
  readonly delivered: Delivery[] = [];
  readonly lost: Delivery[] = [];
  /** What each execution started with. */
  readonly bodies: JsonObject[] = [];
  /** What the trigger warned of in the log. */
  readonly warnings: string[] = [];
  /** How many of the next executions fail after their last step. */
  failures = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly options: FlowOptions = {},
  ) {}

  get ids(): string[] {
    return this.delivered.map(({ id }) => id);
  }

  /** Exports since the sandbox was started. */
  get exports(): number {
    return this.sandbox.countsNow().calls["raw-event-export"] ?? 0;
  }

  private get connection() {
    return sandboxConnection(this.sandbox, { projectId: String(this.options.project ?? 1) });
  }

  /** Polls once. @throws the trigger's error @param keeps false: the process ends before the state is saved */
  async poll({ keeps = true } = {}): Promise<Drained> {
    const { batchSize, saves, retries } = this.options;
    forgetEverything();
    const { logger, calls } = recordingLogger();
    const drained = await drain(triggerOf("newEvents"), {
      params: { connection: this.connection, ...defaults(this.options.params) },
      context: { logger },
      state: this.state,
      ...(batchSize !== undefined && { batchSize }),
      ...(saves !== undefined && { saves }),
      ...(retries !== undefined && { retries }),
      run: ({ body }) => this.execute(body.data),
    });
    for (const [level, args] of calls) if (level === "warn") this.warnings.push(args.join(" "));
    if (keeps) this.state = drained.state;
    return drained;
  }

  private async execute(data: unknown): Promise<void> {
    if (isRecord(data)) this.bodies.push(data);
    this.options.meanwhile?.();
    const windows = this.options.batchSize === undefined ? [] : [data].flat();
    const events = windows.length === 0 ? LIST(Object(data).events) : [];
    for (const window of windows) events.push(...(await this.fetch(window)));
    const fails = this.failures > 0;
    if (fails) this.failures -= 1;
    (fails ? this.lost : this.delivered).push(...events.map(deliveryOf));
    if (fails) throw new Error("a later step failed");
  }

  /** All pages of a window. */
  private async fetch(window: unknown): Promise<JsonObject[]> {
    const events: JsonObject[] = [];
    let cursor: unknown;
    do {
      const params = { window, maxEvents: "7", ...(cursor !== undefined && { cursor }) };
      const outcome = await runAction("fetchNewEvents", { connection: this.connection, params });
      if (!("value" in outcome)) throw outcome.error;
      const page = Object(outcome.value).data;
      events.push(...LIST(page.events));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    return events;
  }
}

/** Inputs as the platform fills them: with the form's defaults, and empty text. */
function defaults(params: JsonObject = {}): JsonObject {
  const { inputs } = triggerOf("newEvents");
  const preset = inputs.filter(({ type }) => type !== "connection").map((input) => [input.key, input.default ?? ""]);
  return { ...Object.fromEntries(preset), ...params };
}

/** Events that Mixpanel gets. */
export interface Arriving {
  id: string;
  /** When it happened, in milliseconds before now. */
  ageMs?: number;
  /** When it arrived, in milliseconds before it became exportable, which is now. */
  lagMs?: number;
  event?: string;
  more?: JsonObject;
}

/** Stores events as if they had come in by /import, but for the time at which they came. */
export function arrive(sandbox: Sandbox, events: readonly Arriving[], project = 1): void {
  const now = Date.now();
  for (const { id, ageMs = 0, lagMs = 0, event = "Signed Up", more = {} } of events) {
    const time = now - lagMs - ageMs;
    const distinctId = `user-${id}`;
    const ids = { time: Math.floor(time / 1000), distinct_id: distinctId, $insert_id: id };
    const properties = { ...ids, ...more, mp_processing_time_ms: now - lagMs };
    sandbox.projects.get(project)?.events.add({ event, time, distinctId, insertId: id, properties });
  }
}
