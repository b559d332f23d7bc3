import type { MixpanelClient } from "../client";
import { type Bounds, incompleteSearch, tooBroad } from "./bounds";
import { forgetLost, noteLost, rememberedRequests } from "./earlier";
import { beginEvidence } from "./evidence";
import { maxIdsOf } from "./ids";
import { notCovered } from "./notCovered";
import { planTasks } from "./plan";
import { type Earlier, type Stopped, type Submission, submitTasks, type UnknownTask } from "./requests";
import { projectKey, registerTasks, type SharedState } from "./taskRegister";
import type { Evidence, FoundSubject, NotSearched, PrivacyRequest, SubmittedTask } from "./types";

export interface MakeRequestOptions {
  /** The token of the project, if it is not the client's. */
  token?: string;
  /** Number of the project's group keys: deletions then take fewer IDs each. */
  groupKeys?: number;
  /** See PlanOptions. */
  separate?: boolean;
  /** Checked before anything is submitted. */
  bounds?: Bounds;
  /** Submits nothing. */
  dryRun?: boolean;
  /** What the flows of an instance keep: tasks are registered there, and not requested twice. Changed in place. */
  shared?: SharedState;
  /** Earlier requests that `shared` does not have. */
  earlier?: Earlier;
  /** Requests everything again, whatever was requested before. */
  repeat?: boolean;
  /** See EvidenceOptions. */
  secret?: string;
  /** Where the people were not looked for. */
  notSearched?: readonly NotSearched[];
  /** See SubmitOptions. */
  onTask?(task: SubmittedTask): void | Promise<void>;
}

/**
 * `submitted`: each ID that was found is in a task. `partly_submitted`: IDs are left, or their task is unknown. `nothing_found`: there is
 * nothing to request. `dry_run`: nothing was submitted.
 */
export type RequestOutcome = "submitted" | "partly_submitted" | "nothing_found" | "dry_run";

export interface RequestResult extends Pick<PrivacyRequest, "request_id" | "kind" | "compliance_type"> {
  disclosure_type?: PrivacyRequest["disclosure_type"];
  outcome: RequestOutcome;
  /** Created is not completed: each is followed until it has ended. */
  tasks: SubmittedTask[];
  created: number;
  /** The tasks that the request needs. */
  planned: { distinct_id_count: number; subjects: number[] }[];
  /** IDs that are in no task. */
  left: string[];
  unknown: UnknownTask[];
  stopped: Stopped | null;
  /** Why the request would be refused. Of dry runs only. */
  refused: string | null;
  subjects: FoundSubject[];
  /** Positions of the people without an ID to request. */
  not_found: number[];
  not_covered: string[];
  evidence: Evidence;
}

const NOTHING: Submission = { tasks: [], created: 0, unknown: [], left: [], stopped: null };

function outcomeOf(planned: number, { left, unknown }: Submission, dryRun: boolean): RequestOutcome {
  if (planned === 0) return "nothing_found";
  if (dryRun) return "dry_run";
  return left.length + unknown.length > 0 ? "partly_submitted" : "submitted";
}

/**
 * Requests the data of people, or their erasure: checks the bounds, divides the IDs among tasks, submits those that do not run yet, and begins
 * the evidence record.
 *
 * @param request with the people as a search found them
 * @throws InputError if the search was incomplete or too broad, MixpanelError if nothing could be submitted
 */
export async function makeRequest(
  client: MixpanelClient,
  request: PrivacyRequest,
  options: MakeRequestOptions = {},
): Promise<RequestResult> {
  const { request_id, kind, compliance_type, disclosure_type, subjects } = request;
  const { token, shared = {}, dryRun = false, bounds, groupKeys, separate = false, secret, notSearched } = options;
  const refused = incompleteSearch(subjects) ?? (bounds && tooBroad(subjects, bounds));
  if (refused !== undefined && !dryRun) throw refused;
  const project = projectKey(client, token);
  const planned = planTasks(request, { project, maxIds: maxIdsOf(kind, groupKeys), separate });
  const known = rememberedRequests(shared, project, kind);
  const { tasks = [], unknown = [] } = options.earlier ?? {};
  const earlier = { tasks: [...known.tasks, ...tasks], unknown: [...known.unknown, ...unknown] };
  const submission = dryRun
    ? { ...NOTHING, left: planned }
    : await submitTasks(client, request, planned, {
        token,
        earlier: options.repeat ? undefined : earlier,
        onTask: async (task) => {
          registerTasks(shared, [{ ...task, request_id, project }], client.transport.clock.now());
          forgetLost(shared, project, task.fingerprint);
          await options.onTask?.(task);
        },
        onUnknown: (lost) => noteLost(shared, project, lost),
      });
  const not_covered = notCovered(request, notSearched);
  const nowMs = client.transport.clock.now();
  return {
    request_id,
    kind,
    compliance_type,
    ...(disclosure_type === undefined ? {} : { disclosure_type }),
    outcome: outcomeOf(planned.length, submission, dryRun),
    tasks: submission.tasks,
    created: submission.created,
    planned: planned.map(({ distinct_ids, subjects: owners }) => ({
      distinct_id_count: distinct_ids.length,
      subjects: owners,
    })),
    left: submission.left.flatMap(({ distinct_ids }) => distinct_ids),
    unknown: submission.unknown,
    stopped: submission.stopped,
    refused: refused?.message ?? null,
    subjects: [...subjects],
    not_found: subjects.filter(({ distinct_ids }) => distinct_ids.length === 0).map(({ index }) => index),
    not_covered,
    evidence: beginEvidence(request, { tasks: submission.tasks, not_covered, nowMs, secret }),
  };
}
