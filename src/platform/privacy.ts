import type { Deletion, PrivacyTask, Retrieval } from "../mixpanel/privacy/tasks";
import type { JsonObject } from "../mixpanel/records/json";
import { boolean, nullable, object, type PropertiesOf, type Shape, text } from "./shape";

/** What the actions of privacy tasks return. */

const results: Shape<JsonObject | unknown[]> = {
  type: ["object", "array"],
  description: "Mixpanel's own response: an object, or a list with one.",
};

const task = {
  tracking_id: text("The Tracking ID of other actions: store it, because no list of tasks returns it."),
  task_status: nullable(
    text(
      "PENDING or STAGING before the task has started, then STARTED, and in the end SUCCESS or FAILURE. REVOKED if it was cancelled, NOT_FOUND if the project has no such task, UNKNOWN if Mixpanel cannot say. Null if the response does not say.",
    ),
  ),
  compliance_type: nullable(text("GDPR or CCPA. Null if the response does not say.")),
  status: text("Status of the response, not of the task: always ok."),
} as const;

export const createdOutput = object({ ...task, results } satisfies PropertiesOf<PrivacyTask>);

export const retrievalOutput = object({
  ...task,
  download_url: nullable(
    text("Where the data can be downloaded. Whoever has the link can do that. Null until the task has succeeded."),
  ),
  results,
} satisfies PropertiesOf<Retrieval>);

export const deletionOutput = object({
  ...task,
  can_cancel: boolean("Whether Cancel Data Deletion can still cancel it: while it is PENDING or STAGING."),
  results,
} satisfies PropertiesOf<Deletion>);

const TRACKING_ID = "1234567890123456789";

export const CREATED_EXAMPLE = {
  tracking_id: TRACKING_ID,
  task_status: null,
  compliance_type: null,
  status: "ok",
  results: { task_id: TRACKING_ID },
};
