import { MixpanelResponseError } from "../errors";
import { isRecord, type JsonObject } from "../records/json";

/** What Mixpanel says about a privacy task, whichever of its shapes the response has. */
export interface PrivacyTask {
  /** 19 digits or a UUID: always text. */
  tracking_id: string;
  /** PENDING, STAGING, STARTED, SUCCESS, FAILURE, REVOKED, NOT_FOUND or UNKNOWN, or a later one. Null if the response does not say. */
  task_status: string | null;
  /** GDPR or CCPA. Null if the response does not say. */
  compliance_type: string | null;
  /** Of the response, not of the task: always ok. */
  status: string;
  /** As Mixpanel returned it. */
  results: JsonObject | unknown[];
}

export interface Retrieval extends PrivacyTask {
  /** Where the data can be downloaded, by whoever has the link. Null until the task has succeeded. */
  download_url: string | null;
}

export interface Deletion extends PrivacyTask {
  /** Whether the task has not started yet. */
  can_cancel: boolean;
}

/** A response of the privacy API. */
export interface PrivacyResponse {
  status: string;
  results: JsonObject | unknown[];
}

/** The description says that `results` is an object, the prose shows a list with one object. */
export function taskIn(results: unknown): JsonObject {
  const task: unknown = Array.isArray(results) ? results[0] : results;
  return isRecord(task) ? task : {};
}

const textOf = (value: unknown): string | null =>
  (typeof value === "string" && value.trim() !== "") || typeof value === "number" ? String(value).trim() : null;

const idIn = (results: unknown): string | null => {
  const { tracking_id, task_id } = taskIn(results);
  return textOf(tracking_id) ?? textOf(task_id);
};

function taskOf({ status, results }: PrivacyResponse, tracking_id: string): PrivacyTask {
  const task = taskIn(results);
  return {
    tracking_id,
    task_status: textOf(task.status)?.toUpperCase() ?? null,
    // Responses write gdpr and ccpa, requests GDPR and CCPA.
    compliance_type: textOf(task.compliance_type)?.toUpperCase() ?? null,
    status,
    results,
  };
}

/** Links have been seen with blanks around them, and in quotes. */
function linkIn(results: unknown): string | null {
  const { results: described, result, destination_url } = taskIn(results);
  const links = [described, result, destination_url].map((link) =>
    typeof link === "string"
      ? link
          .trim()
          .replace(/^"+|"+$/g, "")
          .trim()
      : "",
  );
  return links.find((link) => link !== "") ?? null;
}

/**
 * A task that was just created.
 *
 * @throws MixpanelResponseError if the response has no ID, by which the task could be followed
 */
export function createdTask(operation: string, response: PrivacyResponse): PrivacyTask {
  const id = idIn(response.results);
  if (id !== null) return taskOf(response, id);
  throw new MixpanelResponseError({
    operation,
    status: 200,
    message: `${operation}: Mixpanel accepted the request, but its response has no ID of a task. The task may exist: a second request would create another one. Ask Mixpanel's support.`,
  });
}

/** Where a retrieval stands. @param trackingId the ID that was asked for; a response may leave it out */
export function retrievalOf(response: PrivacyResponse, trackingId: string): Retrieval {
  const { results } = response;
  const task = taskOf(response, idIn(results) ?? trackingId);
  // A task that failed may tell its reason where the link would be.
  const hasLink = task.task_status === "SUCCESS" || task.task_status === null;
  return { ...task, download_url: hasLink ? linkIn(results) : null };
}

/** Where a deletion stands. @param trackingId the ID that was asked for; a response may leave it out */
export function deletionOf(response: PrivacyResponse, trackingId: string): Deletion {
  const task = taskOf(response, idIn(response.results) ?? trackingId);
  return { ...task, can_cancel: ["PENDING", "STAGING"].includes(task.task_status ?? "") };
}
