/** Customers become user profiles: the profiles of the project are kept equal to the table. */

/** The target of Sync Rows. */
export const CUSTOMER_PROFILES = {
  configuration: "users" as const,
  values: { distinctIdColumn: "customer_id", mode: "upsert" as const, ignoreTime: true },
};

/** Which columns become which properties. One that became empty is removed from the profile. */
export const CUSTOMER_MAPPING = JSON.stringify({
  properties: [
    { column: "email", property: "$email", whenNull: "unset" },
    { column: "name", property: "$name", whenNull: "unset" },
    { column: "plan", property: "Plan", whenNull: "unset" },
    { column: "credit", property: "Credit", type: "number", whenNull: "unset" },
    { column: "signed_up", property: "$created", type: "date", whenNull: "unset" },
    { column: "tags", property: "Tags", type: "list", whenNull: "unset" },
  ],
  rest: "drop",
});

/** Deletes a profile. Without $ignore_alias, Mixpanel would delete the profile that the ID is an alias of. */
export const removalOf = (id: string) => ({ $distinct_id: id, $delete: "", $ignore_alias: true });

/**
 * Stops the flow where more is missing than is plausible: a table that was loaded by half looks like a table with many removals.
 *
 * @throws Error
 */
export function assertPlausible(removed: number, known: number, maxPercent: number): void {
  if (removed === 0 || (removed / known) * 100 <= maxPercent) return;
  throw new Error(
    `customers: ${removed} of ${known} profiles are missing in the table, expected at most ${maxPercent} %. Nothing was deleted. Check the table, or raise Max Removed Percent for one run.`,
  );
}
