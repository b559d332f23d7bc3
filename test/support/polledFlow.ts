import type { Sandbox } from "mixpanel-sandbox";
import { contextOf, withDefaults } from "../../packages/cli/src/execute";
import { drain, type Saves } from "../../packages/cli/src/triggers/drain";
import type { State } from "../../packages/cli/src/triggers/states";
import { forgetEverything } from "./harness";
import { sandboxConnection } from "./inSandbox";
import { triggerOf } from "./triggers";

const NONE = { key: "", configVarKey: "", fields: {} };

interface FlowOptions {
  batchSize?: number;
  saves?: Saves;
  /** What all flows of the instance keep. */
  shared?: State;
  /** Of the connection, beside the service account. */
  fields?: Record<string, unknown>;
}

/** A flow that runs with a polling trigger of the component against a sandbox, as the platform runs it. */
export class PolledFlow {
  /** What the platform keeps between polls. */
  state: State = {};
  /** What each poll passed on: the data of each execution. */
  readonly executions: unknown[] = [];
  /** What the polls warned of in the log. */
  readonly logged: string[] = [];

  constructor(
    private readonly sandbox: Sandbox,
    private readonly key: string,
    private readonly params: Record<string, unknown>,
    private readonly options: FlowOptions = {},
  ) {}

  /**
   * Polls once. @returns the data of the executions @throws the trigger's error
   *
   * @param isLost whether the platform loses the state that this poll returns, as if it had stopped at the end
   */
  async poll({ isLost = false, fails = () => false }: { isLost?: boolean; fails?: () => boolean } = {}) {
    forgetEverything();
    const trigger = triggerOf(this.key);
    const data: unknown[] = [];
    const { shared = {}, fields, ...options } = this.options;
    const { state } = await drain(trigger, {
      ...options,
      params: { ...withDefaults(trigger, this.params, NONE), connection: sandboxConnection(this.sandbox, fields) },
      context: {
        ...contextOf(trigger, {
          log: (level, message) => (level === "warn" ? this.logged.push(message) : 0),
          debug: false,
        }),
        crossFlowState: shared,
      },
      state: this.state,
      retries: 3,
      save: (saved) => {
        // A poll that fails on a later page leaves what was saved before it.
        if (!isLost) this.state = saved;
      },
      run: async ({ body }) => {
        data.push(body.data);
        if (fails()) throw new Error("a step of the flow failed");
      },
    });
    if (!isLost) this.state = state;
    this.executions.push(...data);
    return data;
  }
}

/** Makes the component's clock that of a sandbox, until mocks are restored. */
export function shareClock(sandbox: Sandbox): void {
  jest.spyOn(Date, "now").mockImplementation(() => sandbox.clock.now());
}

/** The number of queries that count toward the hourly limit, since the log was cleared. */
export function queriesCounted(sandbox: Sandbox): number {
  const calls = sandbox.requests.list({ operationId: "engage-query" });
  return calls.filter(({ id }) => !new URLSearchParams(sandbox.requests.body(id) ?? "").has("session_id")).length;
}
