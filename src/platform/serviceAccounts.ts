import { integer, nullable, optional, text } from "./shape";

/** What responses say of a service account. */
export const ACCOUNT = {
  id: integer("The Service Account ID of other actions."),
  username: text("The username that the service account logs in with."),
  created: optional(nullable(text("When it was created."))),
  expires: optional(
    nullable(text("When it stops working. Missing or null if it never does. An expired account is still listed.")),
  ),
  last_used: optional(nullable(text("When it was last used to log in."))),
  creator: optional(nullable(integer("The ID of the user who created it."))),
  user: optional(nullable(integer("The ID of the user that the account stands for."))),
};

export const ACCOUNT_EXAMPLE = {
  id: 55,
  username: "reporter.a1b2c3.mp-service-account",
  created: "2024-01-31T12:00:00Z",
  expires: "2027-01-31T00:00:00Z",
  last_used: "2024-02-01T08:30:00Z",
  creator: 12,
  user: 98765,
};
