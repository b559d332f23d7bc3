/** Asks how the tasks stand, and hands the archives over once all of them have succeeded. */
import { withTask } from "../../../../src/mixpanel/privacy/evidence";
import { outcomeOf } from "../../../../src/mixpanel/privacy/follow";
import type { Evidence, TaskOutcome, TaskRecord } from "../../../../src/mixpanel/privacy/types";
import { closed, evidenceOf, type PrivacyCase } from "../case";
import type { PrivacyRequest } from "../request";
import type { Tools } from "./tools";

/** How long a status may say nothing, as UNKNOWN does, before the task counts as lost. */
const UNCLEAR_DAYS = 7;

function seen(task: TaskRecord, status: string, now: string): TaskRecord {
  const isNew = task.statuses.at(-1)?.status !== status;
  const statuses = isNew ? [...task.statuses, { status, at: now }] : task.statuses;
  const outcome = outcomeOf({ ...task, statuses }, Date.parse(now), UNCLEAR_DAYS) ?? null;
  return { ...task, statuses, outcome, ended_at: outcome === null ? null : now };
}

/** The evidence with what Mixpanel says now of each task that runs. */
async function withStatuses(evidence: Evidence, request: PrivacyRequest, { mixpanel, now }: Tools): Promise<Evidence> {
  let record = evidence;
  for (const task of evidence.tasks.filter(({ outcome }) => outcome === null)) {
    const status = (await mixpanel.statusOf(request.kind, task.tracking_id)) ?? "UNKNOWN";
    const next = seen(task, status, now);
    if (next.statuses.length > task.statuses.length || next.outcome !== null)
      record = withTask(record, next, Date.parse(now));
  }
  return record;
}

const FAILED: Readonly<Record<Exclude<TaskOutcome, "success">, string>> = {
  failure: "Mixpanel could not carry out the request. Send it again with a new request_id.",
  revoked: "Somebody cancelled the request in Mixpanel.",
  not_found: "Mixpanel no longer knows the request: check the project of the connection, then send it again.",
  unknown: `Mixpanel no longer says how the request stands. Ask its support, and give them the tasks in the evidence.`,
};

export async function follow(one: PrivacyCase, request: PrivacyRequest, tools: Tools): Promise<PrivacyCase> {
  const given = evidenceOf(one);
  const evidence = await withStatuses(given, request, tools);
  if (evidence !== given) return { ...one, evidence: { ...evidence } };
  const outcomes = evidence.tasks.map(({ outcome }) => outcome);
  if (outcomes.includes(null)) return one;
  const bad = outcomes.filter((outcome) => outcome !== null && outcome !== "success")[0];
  if (bad !== undefined) return closed(one, "failed", FAILED[bad]);
  if (request.kind === "access") return deliver(one, evidence, tools);
  return {
    ...one,
    state: "verifying",
    message: "Mixpanel has erased the person. This is checked now, and once again later.",
  };
}

/** Hands over the next archive. The evidence then has it, so each is delivered once, or again after a failure. */
async function deliver(one: PrivacyCase, evidence: Evidence, { mixpanel, register }: Tools): Promise<PrivacyCase> {
  const delivered = evidence.archives.map(({ tracking_id }) => tracking_id);
  const next = evidence.tasks.find(({ tracking_id }) => !delivered.includes(tracking_id));
  if (next === undefined)
    return closed(one, "delivered", "The person's data is in archives. Hand it to the person, and note that you did.");
  const { tracking_id } = next;
  const { file, sha256, message, ...result } = await mixpanel.download(tracking_id, evidence);
  if (file === null || sha256 === null || result.evidence === undefined)
    return { ...one, problem: message ?? "Mixpanel has no archive yet." };
  const { data, contentType } = file;
  await register.saveArchive(one.request_id, { tracking_id, sha256, contentType, file: new Uint8Array(data) });
  return { ...one, evidence: { ...result.evidence } };
}
