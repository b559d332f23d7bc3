import type { Connection } from "@prismatic-io/spectral";
import { actionForms } from "./definitions";

/**
 * The required inputs of an action, filled in as its form shows by example. An action that takes a second connection gets the same one
 * for another project.
 */
export function exampleInputs(key: string, connection: Connection): Record<string, unknown> {
  const inputs = actionForms.find((form) => form.key === key)?.inputs ?? [];
  const needed = inputs.filter((input) => input.required && input.key !== "connection");
  const required = needed.filter((input) => !input.hasModel);
  // A drop-down that begins without a choice.
  const chosen = needed.filter((input) => input.hasModel && input.default === "");
  const second = { ...connection, fields: { ...connection.fields, projectId: "42" } };
  return {
    ...Object.fromEntries(required.map((input) => [input.key, input.type === "connection" ? second : input.example])),
    ...Object.fromEntries(chosen.map((input) => [input.key, input.model[0]])),
    // A choice among several forms has no example of its own.
    ...(inputs.some((input) => input.key === "target")
      ? { target: { configuration: "users", values: { distinctIdColumn: "user_id" } } }
      : {}),
    ...(inputs.some((input) => input.key === "method") ? { method: "POST" } : {}),
    // One of several inputs must have a property, and a number fits every operation.
    ...(inputs.some((input) => input.key === "propertiesJson") ? { properties: [{ key: "logins", value: 1 }] } : {}),
    ...(key === "addServiceAccountsToProjects" ? { projects: [{ id: "42" }] } : {}),
    // A retrieval by its ID or its link: neither is required by itself.
    ...(key === "downloadRetrieval" ? { tracking_id: "1234567890123456789" } : {}),
    // A success would need its variant, which is an optional input.
    ...(key === "decideExperiment" ? { success: "false" } : {}),
    // What counts as the first time, which is the default.
    ...(key === "queryRetention" ? { born_event: "Signed up" } : {}),
    // Days or an interval: neither is required by itself.
    ...(inputs.some((input) => input.key === "interval") &&
    inputs.some((input) => input.key === "from_date" && !input.required)
      ? { interval: "7" }
      : {}),
    // One of several inputs must name a person.
    ...(inputs.some((input) => input.key === "emails") ? { emails: ["ann@example.com"] } : {}),
    ...(inputs.some((input) => input.key === "sync_mode") ? { sync_mode: "one_time" } : {}),
    // A change of an import must change something.
    ...(key === "updateWarehouseImport" ? { paused: true } : {}),
    ...(key === "createEventStreamImport" ? { event_name: "Order Shipped" } : {}),
    // A change of an annotation must change something.
    ...(key === "updateAnnotation" ? { description: "New checkout released" } : {}),
    // Required by Snowflake, though in a group.
    ...Object.fromEntries(
      inputs.flatMap(({ key: name, example }) => (name.startsWith("snowflake_") ? [[name, example]] : [])),
    ),
    // An edit of a pipeline must change something.
    ...(/^edit\w+Pipeline$/.test(key) && key !== "editGenericPipeline" ? { events: ["Signed Up"] } : {}),
    // A pipeline cannot begin on the example's day, which is too long ago; a trial needs none.
    ...(inputs.some((input) => input.key === "trial") ? { from_date: "", trial: true } : {}),
  };
}
