/** Customers become user profiles: the profiles of the project are kept equal to the table. */

/** The target of Sync Rows. */
export const CUSTOMER_PROFILES = {
  configuration: "users" as const,
  values: { distinctIdColumn: "customer_id", mode: "mirror" as const, ignoreTime: true },
};

/** What happens to the profiles of removed rows. The warehouse keeps the state, which a failed execution of the flow would lose. */
export const CUSTOMER_MIRROR = {
  removal: "delete" as const,
  allowEmpty: false,
  resendAll: false,
  mirrorName: "",
  keepState: false,
};

/** Which columns become which properties. The mode Mirror removes a property whose column became NULL. */
export const CUSTOMER_MAPPING = JSON.stringify({
  properties: [
    { column: "email", property: "$email" },
    { column: "name", property: "$name" },
    { column: "plan", property: "Plan" },
    { column: "credit", property: "Credit", type: "number" },
    { column: "signed_up", property: "$created", type: "date" },
    { column: "tags", property: "Tags", type: "list" },
  ],
  rest: "drop",
});
