import type { MixpanelClient } from "../client";
import { getWarehouseImport, updateWarehouseImport } from "../endpoints/warehouseImports";
import { InputError, MixpanelResponseError } from "../errors";
import type { JsonObject } from "../records/json";

/** What changes in an import; undefined for what stays. */
export interface ImportChange {
  importId: string;
  project_id?: string;
  paused?: boolean;
  /** Nanoseconds. */
  run_every?: number;
  databricks_params?: object;
}

/**
 * Changes an import. Mixpanel requires `paused` and `run_every` in each request, so that what stays is read first.
 *
 * @returns Mixpanel's response: the changed import
 * @throws InputError if nothing changes
 * @see https://developer.mixpanel.com/reference/update-warehouse-import
 */
export async function updateImport(client: MixpanelClient, change: ImportChange) {
  const { importId, project_id, paused, run_every, databricks_params } = change;
  if (paused === undefined && run_every === undefined && databricks_params === undefined) {
    throw new InputError({
      input: "Paused",
      got: "nothing, as in Run Every and Databricks Parameters",
      expected: "a value in at least one of them",
    });
  }
  const isWhole = paused !== undefined && run_every !== undefined;
  const current: JsonObject = isWhole ? {} : (await client.call(getWarehouseImport, { importId, project_id })).results;
  const [nextPaused, nextPeriod] = [paused ?? current.paused, run_every ?? current.run_every];
  if (typeof nextPaused !== "boolean" || typeof nextPeriod !== "number") {
    throw new MixpanelResponseError({
      operation: updateWarehouseImport.operation,
      mayHaveLanded: false,
      message: `${updateWarehouseImport.operation}: Mixpanel does not say whether import ${importId} is paused, or how often it runs. Nothing was changed. Fill in both Paused and Run Every.`,
    });
  }
  const merged = { paused: nextPaused, run_every: nextPeriod };
  return client.call(updateWarehouseImport, { importId, project_id, databricks_params, ...merged });
}
