import type { MixpanelClient } from "../client";
import { createDeletion, createRetrieval, getDeletion, getRetrieval } from "../endpoints/privacy";
import { MixpanelError, MixpanelRateLimitError, MixpanelTimeoutError } from "../errors";
import type { PlannedTask } from "./plan";
import { createdTask, deletionOf, retrievalOf } from "./tasks";
import type { PrivacyKind, PrivacyRequest, SubmittedTask } from "./types";

/** A request whose response was lost: Mixpanel may have created its task. */
export interface UnknownTask extends PlannedTask {
  at: string;
  message: string;
}

/** Why a submission ended before its last task. */
export interface Stopped {
  /** The code of the error. */
  code: string;
  message: string;
  /** When Mixpanel accepts the next request, if that is known. */
  retry_at: string | null;
}

/** What became of the planned tasks: each of them is in `tasks`, in `unknown` or in `left`. */
export interface Submission {
  /** Tasks that exist: those created now, and those of the same request before. */
  tasks: SubmittedTask[];
  /** How many of them were created now. */
  created: number;
  /** Not repeated, because that could start a second task. */
  unknown: UnknownTask[];
  /** What was not submitted. */
  left: PlannedTask[];
  stopped: Stopped | null;
}

/** What is known of earlier submissions. */
export interface Earlier {
  tasks: readonly Pick<SubmittedTask, "fingerprint" | "tracking_id" | "submitted_at">[];
  /** Requests whose response was lost. */
  unknown: readonly Pick<UnknownTask, "fingerprint" | "at">[];
}

export interface SubmitOptions {
  /** The token of the project, if it is not the client's. */
  token?: string;
  earlier?: Earlier;
  /** Called as soon as a task exists, before the next one is submitted: whoever stores it loses no task in a crash. */
  onTask?(task: SubmittedTask): void | Promise<void>;
  /** Called if a response was lost. */
  onUnknown?(task: UnknownTask): void | Promise<void>;
}

/** A request that begins later might be cut off by the deadline, and nobody would know whether its task exists. */
const MIN_LEFT_MS = 15_000;

/** After these, nothing is gained from the earlier task. */
const OVER = new Set<string | null>(["SUCCESS", "FAILURE", "REVOKED", "NOT_FOUND"]);

const LOST =
  "Mixpanel may have created the task: it is not requested again by itself, because that could start a second task. Ask Mixpanel's support whether it exists, then request it again on purpose.";

const newest = <T>(list: readonly T[], timeOf: (one: T) => string): T | undefined =>
  list.reduce<T | undefined>((last, one) => (last && timeOf(last) >= timeOf(one) ? last : one), undefined);

/** Submits one planned task after another. */
class Submitter {
  constructor(
    private readonly client: MixpanelClient,
    private readonly request: Omit<PrivacyRequest, "request_id">,
    private readonly options: SubmitOptions,
  ) {}

  /** Whether an earlier task still runs. One that has ended does not cover what has come since. */
  async isRunning(kind: PrivacyKind, tracking_id: string): Promise<boolean> {
    const { client, options } = this;
    const parameters = { tracking_id, token: options.token };
    const { task_status } =
      kind === "deletion"
        ? deletionOf(await client.call(getDeletion, parameters), tracking_id)
        : retrievalOf(await client.call(getRetrieval, parameters), tracking_id);
    return !OVER.has(task_status);
  }

  /** The last task of the same request, if it still runs, and since when a request is lost, if none was made after it. */
  async before(planned: PlannedTask): Promise<{ task?: SubmittedTask; lostAt?: string }> {
    const { tasks = [], unknown = [] } = this.options.earlier ?? {};
    const isSame = (one: { fingerprint: string }) => one.fingerprint === planned.fingerprint;
    const last = newest(tasks.filter(isSame), ({ submitted_at }) => submitted_at);
    const lost = newest(unknown.filter(isSame), ({ at }) => at);
    if (last !== undefined && (await this.isRunning(this.request.kind, last.tracking_id)))
      return { task: this.taskOf(planned, last.tracking_id, last.submitted_at) };
    const isAnswered = lost !== undefined && last !== undefined && last.submitted_at > lost.at;
    return { lostAt: isAnswered ? undefined : lost?.at };
  }

  async create(planned: PlannedTask): Promise<SubmittedTask> {
    const { client, request, options } = this;
    const { kind, compliance_type, disclosure_type } = request;
    const { token } = options;
    const parameters = { distinct_ids: planned.distinct_ids, compliance_type, token };
    const { operation } = kind === "deletion" ? createDeletion : createRetrieval;
    const response =
      kind === "deletion"
        ? await client.call(createDeletion, parameters)
        : await client.call(createRetrieval, { ...parameters, disclosure_type });
    const { tracking_id } = createdTask(operation, response);
    return this.taskOf(planned, tracking_id, this.now());
  }

  now(): string {
    return new Date(this.client.transport.clock.now()).toISOString();
  }

  private taskOf(planned: PlannedTask, tracking_id: string, submitted_at: string): SubmittedTask {
    const { kind, compliance_type, disclosure_type } = this.request;
    const { subjects, distinct_ids, fingerprint } = planned;
    const law = { compliance_type, ...(disclosure_type === undefined ? {} : { disclosure_type }) };
    return { tracking_id, kind, ...law, subjects, distinct_id_count: distinct_ids.length, fingerprint, submitted_at };
  }
}

const stoppedBy = (error: MixpanelError): Stopped => ({
  code: error.code,
  message: error.message,
  retry_at: error instanceof MixpanelRateLimitError ? (error.retryAt?.toISOString() ?? null) : null,
});

/**
 * Submits planned tasks, one after another, within the client's share of Mixpanel's rate limit. A 429 is retried as the client's retry policy
 * and deadline allow. After that, or another failure, what was submitted is returned, and what is left.
 *
 * @throws MixpanelError if nothing was submitted, and Mixpanel surely created no task
 * @see https://developer.mixpanel.com/reference/gdpr-api
 */
export async function submitTasks(
  client: MixpanelClient,
  request: Omit<PrivacyRequest, "request_id">,
  planned: readonly PlannedTask[],
  options: SubmitOptions = {},
): Promise<Submission> {
  const submitter = new Submitter(client, request, options);
  const done: Submission = { tasks: [], created: 0, unknown: [], left: [], stopped: null };
  for (const [position, one] of planned.entries()) {
    try {
      const before = await submitter.before(one);
      if (before.task !== undefined) done.tasks.push(before.task);
      else if (before.lostAt !== undefined) done.unknown.push({ ...one, at: before.lostAt, message: LOST });
      else {
        if (client.transport.leftMs() < MIN_LEFT_MS) throw outOfTime(request.kind);
        const task = await submitter.create(one);
        done.tasks.push(task);
        done.created++;
        await options.onTask?.(task);
      }
    } catch (error) {
      if (!(error instanceof MixpanelError)) throw error;
      const isLost = error.mayHaveLanded && isCreation(error.operation);
      if (isLost) {
        const unknown = { ...one, at: submitter.now(), message: `${error.message} ${LOST}` };
        done.unknown.push(unknown);
        await options.onUnknown?.(unknown);
      } else if (done.created === 0 && done.unknown.length === 0) throw error;
      done.stopped = stoppedBy(error);
      done.left = planned.slice(position + (isLost ? 1 : 0));
      break;
    }
  }
  return done;
}

const isCreation = (operation: string | undefined) =>
  operation === createDeletion.operation || operation === createRetrieval.operation;

const outOfTime = (kind: PrivacyKind) =>
  new MixpanelTimeoutError({
    operation: kind === "deletion" ? createDeletion.operation : createRetrieval.operation,
    mayHaveLanded: false,
    ofDeadline: true,
    message:
      "The time limit of the step leaves no time for another request. Request what is left in a later run, or raise the Time Limit of the connection.",
  });
