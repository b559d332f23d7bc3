/** What can be exported. */
export const WHAT = ["events", "users", "groups"] as const;
