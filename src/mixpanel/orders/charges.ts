import type { MixpanelClient } from "../client";
import { updateMultipleProfiles } from "../endpoints/profiles";
import { MixpanelResponseError } from "../errors";
import type { IngestTuning } from "../ingest/engine/options";
import { sendProfileUpdates } from "../ingest/profiles";
import { queryAllProfiles } from "../profiles/collect";
import { TRANSACTIONS } from "../profiles/transactions";
import { isRecord, type JsonObject } from "../records/json";
import type { IngestResult } from "../results";
import type { Charge } from "./readOrder";

/** By which a charge on a profile is recognized. */
const KEY = "insert_id";

/** A charge as Mixpanel's SDKs write it, with the order that it belongs to. */
const transactionOf = ({ timeMs, amount, orderId, insertId }: Charge): JsonObject => ({
  $time: new Date(timeMs).toISOString().slice(0, 19),
  $amount: amount,
  order_id: orderId,
  [KEY]: insertId,
});

/**
 * The charges that are on no profile yet. Which profile has one does not matter: a query may return the one that an ID was merged into.
 *
 * Profiles are read because Mixpanel documents $union for numbers and text only, and $append adds the same value again each time.
 *
 * @param charges of no more users than one query takes
 * @throws MixpanelError if not all profiles could be read
 */
export async function missingCharges(client: MixpanelClient, charges: readonly Charge[]): Promise<Charge[]> {
  const distinct_ids = [...new Set(charges.map(({ distinctId }) => distinctId))];
  const query = { distinct_ids, output_properties: [TRANSACTIONS] };
  const { results, truncated, error } = await queryAllProfiles(client, query, { maxProfiles: distinct_ids.length });
  if (truncated || error !== undefined) {
    const why = error === undefined ? "." : `: ${error}`;
    const message = `queryProfiles: the transactions of the users could not be read completely${why}`;
    throw new MixpanelResponseError({ operation: "queryProfiles", message, retryable: true });
  }
  const present = new Set(
    results.flatMap(({ $properties }) => {
      const list = isRecord($properties) ? $properties[TRANSACTIONS] : undefined;
      return Array.isArray(list) ? list.map((entry) => (isRecord(entry) ? entry[KEY] : undefined)) : [];
    }),
  );
  return charges.filter(({ insertId }) => !present.has(insertId));
}

/**
 * Adds charges to profiles. A request that Mixpanel may have processed is not repeated.
 *
 * @throws MixpanelError of a request that failed after all retries
 */
export function appendCharges(
  client: MixpanelClient,
  charges: readonly Charge[],
  tuning: IngestTuning,
): Promise<IngestResult> {
  const updates = charges.map((charge) => ({
    $distinct_id: charge.distinctId,
    // It is no activity of the user that their order is sent now.
    $ignore_time: true,
    $append: { [TRANSACTIONS]: transactionOf(charge) },
  }));
  const parameters = { ip: "0", strict: "1", verbose: "1" };
  return sendProfileUpdates(client, updateMultipleProfiles, updates, { ...tuning, parameters });
}
