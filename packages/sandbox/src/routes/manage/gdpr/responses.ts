/** What the GDPR API responds, in the shape of Mixpanel's OpenAPI description or of its prose. */
import type { Project } from "../../../types";
import type { Settings } from "./settings";
import { slice, type Task } from "./tasks";

/** Whom the GDPR token belongs to; the sandbox has one for each project. */
const REQUESTING_USER = "privacy@example.com";

/** A task as it is at the moment. */
export interface TaskState {
  task: Task;
  status: string;
  /** Link of a retrieval; empty until it has succeeded. */
  link?: string;
}

/** A task as the prose lists it when it is created. */
function listed(project: Project, { task, status, link }: TaskState): Record<string, unknown> {
  return {
    status,
    disclosure_type: task.disclosure.toUpperCase(),
    date_requested: `${new Date(task.requestedMs).toISOString().slice(0, 23)}000`,
    tracking_id: task.id,
    project_id: project.id,
    compliance_type: task.compliance.toLowerCase(),
    destination_url: link || null,
    requesting_user: REQUESTING_USER,
    distinct_id_count: task.distinctIds.length,
  };
}

/** `results` of a request that created a task. */
export function createdResults(project: Project, state: TaskState): unknown {
  return slice.of(project).settings.shape === "prose" ? [listed(project, state)] : { task_id: state.task.id };
}

function linkField({ shape, link }: Settings): NonNullable<Settings["link"]> {
  return link ?? (shape === "prose" ? "result" : "results");
}

/** `results` of a retrieval's status; without a state, the project has no such retrieval. */
export function retrievalResults(project: Project, state: TaskState | undefined): unknown {
  const field = linkField(slice.of(project).settings);
  if (!state) return { status: "NOT_FOUND", [field === "result" ? "result" : "results"]: "", distinct_ids: [] };
  if (field === "destination_url") return [listed(project, state)];
  return { status: state.status, [field]: state.link ?? "", distinct_ids: state.task.distinctIds };
}

/** `results` of a deletion's status; without a state, the project has no such deletion. */
export function deletionResults(project: Project, id: string, state: TaskState | undefined): unknown {
  const status = state?.status ?? "NOT_FOUND";
  const distinct_ids = state?.task.distinctIds ?? [];
  if (slice.of(project).settings.shape === "prose") return { status, result: "", distinct_ids };
  return {
    tracking_id: id,
    status,
    requesting_user: REQUESTING_USER,
    compliance_type: state?.task.compliance ?? "",
    project_id: project.id,
    date_requested: state ? new Date(state.task.requestedMs).toISOString().slice(0, 19) : "",
    distinct_ids,
  };
}
