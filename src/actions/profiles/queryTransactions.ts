import { group } from "../../inputs/group";
import { integerInput, listInput } from "../../inputs/kinds";
import { project_id, workspace_id } from "../../inputs/project";
import { waitForRateLimit, where } from "../../inputs/queries";
import { regionAndDomain } from "../../inputs/residency";
import { queryTransactions as endpoint } from "../../mixpanel/endpoints/profiles";
import { InputError } from "../../mixpanel/errors";
import { allOf, isSet, propertyRef } from "../../mixpanel/expressions";
import { queryAllProfiles } from "../../mixpanel/profiles/collect";
import { TRANSACTIONS, transactionRows } from "../../mixpanel/profiles/transactions";
import { defineAction } from "../../platform/defineAction";
import { rateLimitOutput } from "../../platform/defineQuery";
import { boolean, integer, list, nullable, number, object, optional, text } from "../../platform/shape";

/** More IDs would take a second query of the hourly limit. */
const MAX_IDS = 2_000;
const DEFAULT_MAX_PROFILES = 1_000;
const MAX_PROFILES_BOUND = 10_000;

const HAS_TRANSACTIONS = isSet(propertyRef("profile", TRANSACTIONS));

/** Which profiles to read: how Mixpanel combines IDs with an expression is not documented. */
function selection(distinct_ids: readonly string[] | undefined, where: string | undefined) {
  if (distinct_ids === undefined) return { where: allOf([...(where === undefined ? [] : [where]), HAS_TRANSACTIONS]) };
  const refused = (input: string, got: string, expected: string) => new InputError({ input, got, expected });
  if (where !== undefined) throw refused("Where", "a value together with Distinct IDs", "only one of them");
  if (distinct_ids.length > MAX_IDS) throw refused("Distinct IDs", `${distinct_ids.length} IDs`, `at most ${MAX_IDS}`);
  return { distinct_ids };
}

export const queryTransactions = defineAction({
  endpoint,
  label: "Query Transactions",
  description:
    "Returns the payments that user profiles hold in $transactions, as rows with their sum. Spends 1 query of the hourly limit",
  inputs: {
    distinct_ids: listInput("Distinct IDs", {
      numbers: true,
      example: "user-12345",
      comments: `The users whose payments to return, up to ${MAX_IDS}. Leave it empty for all profiles with payments that match Where.`,
    }),
    where,
    project_id,
    workspace_id,
    regionAndDomain,
    transactionOptions: group("Transaction Options", "How many profiles to read, and how the step runs.", {
      maxProfiles: integerInput("Max Profiles", {
        min: 1,
        max: MAX_PROFILES_BOUND,
        whenEmpty: DEFAULT_MAX_PROFILES,
        placeholder: String(DEFAULT_MAX_PROFILES),
        example: "5000",
        comments: `Maximum number of profiles to read, up to ${MAX_PROFILES_BOUND}; truncated says whether there are more. Leave it empty for ${DEFAULT_MAX_PROFILES}.`,
      }),
      waitForRateLimit,
    }),
  },
  output: object({
    rows: list(
      object({
        distinct_id: text(),
        date: nullable(text("Time of the payment, as the profile holds it.")),
        value: nullable(number("Amount of the payment. Null if the profile holds no number.")),
      }),
      "One row a payment.",
    ),
    totals: object({
      profiles: integer("Number of profiles that were read."),
      transactions: integer("Number of payments."),
      revenue: number("Sum of their amounts."),
    }),
    truncated: boolean("Whether there are or may be more profiles: Max Profiles was reached, or a page failed."),
    error: optional(text("Why a page could not be read. The payments of the pages before it are returned.")),
    rate_limit: rateLimitOutput,
  }),
  example: {
    rows: [
      { distinct_id: "user-12345", date: "2024-01-03T09:00:00", value: 25.34 },
      { distinct_id: "user-12345", date: "2024-01-19T17:30:00", value: 10 },
    ],
    totals: { profiles: 1, transactions: 2, revenue: 35.34 },
    truncated: false,
    rate_limit: null,
  },
  run: async ({ client, params, logger }) => {
    const { distinct_ids, where, project_id, workspace_id, maxProfiles, waitForRateLimit } = params;
    const caller = waitForRateLimit ? client.waitingForLimits() : client;
    const query = { ...selection(distinct_ids, where), output_properties: [TRANSACTIONS], project_id, workspace_id };
    const { results, truncated, error, count } = await queryAllProfiles(caller, query, { maxProfiles });
    if (error !== undefined) logger.warn(`Query Transactions: stopped after ${count} profiles: ${error}`);
    const rows = transactionRows(results);
    const revenue = rows.reduce((sum, { value }) => sum + (value ?? 0), 0);
    return {
      rows,
      totals: { profiles: count, transactions: rows.length, revenue },
      truncated,
      ...(error === undefined ? {} : { error }),
      rate_limit: caller.rateLimit,
    };
  },
});
