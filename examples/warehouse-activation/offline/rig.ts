/**
 * Runs the integration without the platform: a DuckDB file with sample tables, the local Mixpanel sandbox, and the component's own actions.
 * The flows run as the platform runs them: one execution for each item of the trigger, one after the other.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createHarness, invokeFlow } from "@prismatic-io/spectral/dist/testing";
import { startSandbox } from "mixpanel-sandbox";
import component from "../../../src";
import { activateOrders, mirrorCustomers } from "../src/flows";
import { connect, type Row, release } from "../src/warehouse";
import { CREATE } from "./sample";

export const PROJECT_ID = 1;

export interface RigOptions {
  orders: number;
  customers?: number;
  rowsPerBatch?: number;
}

/** What a run of Activate Orders did. */
export interface Run {
  batches: number;
  results: unknown[];
  failures: unknown[];
}

/** Where an execution ends as if its process was killed: before its rows are sent, or after. */
export type Crash = { batch: number; when: "before" | "after" };

const quiet = () => {};

export async function startRig({ orders, customers = 500, rowsPerBatch = 1_000 }: RigOptions) {
  const folder = mkdtempSync(path.join(tmpdir(), "warehouse-"));
  const file = path.join(folder, "warehouse.duckdb");
  const connection = await connect(file);
  await connection.run(CREATE(orders, customers));
  const sandbox = await startSandbox({ port: 0 });
  const harness = createHarness(component);

  const fields = {
    username: "sandbox.user",
    password: "sandbox-secret",
    projectToken: sandbox.projects.get(PROJECT_ID)?.token ?? "",
    apiHost: sandbox.url,
  };
  const configVars = {
    "Mixpanel Connection": { key: "apiToken", fields },
    Project: String(PROJECT_ID),
    "Warehouse File": file,
    "Rows Per Batch": String(rowsPerBatch),
    "Max Removed Percent": "10",
  };
  const logs: string[] = [];
  const log = (...values: unknown[]) => logs.push(values.map(String).join(" "));
  const sections = { metric: quiet, section: quiet, sectionEnd: quiet };
  const logger = { trace: quiet, debug: quiet, info: log, log, warn: log, error: log, ...sections };

  let crash: Crash | undefined;
  let batch = 0;
  const crashes = (when: Crash["when"]) => {
    if (crash?.batch === batch && crash.when === when) throw new Error(`killed ${when} sending`);
  };
  const mixpanel = {
    syncRows: async (values: Record<string, unknown>) => {
      crashes("before");
      const result = await harness.action("syncRows", values, { logger });
      crashes("after");
      return result;
    },
  };
  const context = { components: { mixpanel }, logger };

  return {
    sandbox,
    logs,
    /** Polls for changed orders, and runs the flow for each range. */
    async activateOrders(killed?: Crash): Promise<Run> {
      crash = killed;
      const run: Run = { batches: 0, results: [], failures: [] };
      // The flow reads the wizard's values only.
      const own = Object.assign(Object.create(null), context, { configVars });
      const { items } = await activateOrders.trigger.onTrigger(own, Object.create(null));
      for (const data of items) {
        batch = ++run.batches;
        try {
          const { result } = await invokeFlow(activateOrders, {
            configVars,
            context,
            payload: { body: { data, contentType: "application/json" } },
          });
          run.results.push(result?.data);
        } catch (error) {
          run.failures.push(error);
        }
      }
      return run;
    },
    async mirrorCustomers(): Promise<unknown> {
      crash = undefined;
      const { result } = await invokeFlow(mirrorCustomers, { configVars, context });
      return result?.data;
    },
    /** Changes the warehouse, as its owners do. */
    change: (sql: string) => connection.run(sql),
    query: async (sql: string): Promise<Row[]> => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    events: () => [...(sandbox.projects.get(PROJECT_ID)?.events.range() ?? [])],
    profiles: () => [...(sandbox.projects.get(PROJECT_ID)?.profiles.values() ?? [])],
    /** Requests that Mixpanel got so far. */
    requests: () => Object.values(sandbox.countsNow().calls).reduce((sum, calls) => sum + calls, 0),
    async close() {
      connection.closeSync();
      await release(file);
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export type Rig = Awaited<ReturnType<typeof startRig>>;
