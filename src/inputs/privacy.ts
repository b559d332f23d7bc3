import { choiceInput, explicitIdsInput, jsonInput, textInput } from "./kinds";
import { project_token } from "./project";

/** Whose data a task is about. */
export const privacyIds = (comments: string) =>
  explicitIdsInput("Distinct IDs", { expected: "at least one ID", example: "user-12345", comments }, (ids) => ids);

export const compliance_type = choiceInput("Compliance Type", {
  choices: ["GDPR", "CCPA"],
  default: "GDPR",
  aliases: { gdpr: "GDPR", ccpa: "CCPA" },
  required: true,
  comments:
    "The law that the request is made under: GDPR in the European Union, CCPA in California, which covers the last year only. It depends on the person, not on the Data Residency.",
});

/** @param comments what to fill in */
export const optionalTrackingId = (comments: string) =>
  textInput("Tracking ID", { example: "1234567890123456789", comments });

export const evidence = jsonInput("Evidence", {
  example: '{"version": 1, "request_id": "ticket-4711"}',
  comments:
    "The evidence that an earlier step of the same request returned. The result then has it, with what this step found. Leave it empty if no evidence is kept.",
});

export const tracking_id = (of: string) =>
  textInput.required("Tracking ID", {
    example: "1234567890123456789",
    expected: "the ID of a task",
    comments: `The ID of the task, as ${of} returned it (tracking_id). Pass it as text, because JSON numbers of its length lose digits.`,
  });

/** The privacy API's name for the project token. */
export const token = {
  ...project_token,
  comments:
    "The token of the project that the task is about. Find it in Mixpanel under Project Settings > Access Keys. Leave it empty to use the connection's Project Token.",
};
