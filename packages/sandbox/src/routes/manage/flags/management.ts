/**
 * Feature flags, made and changed: `/api/app/projects/{project_id}/workspaces/{workspace_id}/feature-flags`, after Mixpanel's
 * Feature Flags Management description.
 */
import { z } from "zod";
import type { RouteFamily } from "../../../context";
import { randomUuid } from "../../../state/random";
import { type Project, projectOf } from "../../../types";
import { found, ok, operationsOf, read, readPath, refusal } from "../appApi";
import { type Caller, callerOf } from "../caller";
import { type Flag, FlagRequest } from "./schemas";
import { allFlags, shownFlag } from "./state";

const PATH = "/api/app/projects/:project_id/workspaces/:workspace_id/feature-flags";
const ListQuery = z.object({ include_archived: z.enum(["true", "false"]).default("false") });
const WorkspacePath = z.object({ workspace_id: z.coerce.number().int() });
const FlagPath = z.object({ flag_id: z.string() });

const route = operationsOf({ family: "flags" });

/** 32 hexadecimal digits, as hash salts are. */
function newSalt(random: () => number): string {
  return randomUuid(random).replaceAll("-", "");
}

function checkWorkspace(project: Project, params: unknown): void {
  const { workspace_id } = readPath(WorkspacePath, params, "not_found");
  if (workspace_id !== project.workspaceId) throw refusal(404, "Workspace not found", "not_found");
}

function flagAt(project: Project, params: unknown): Flag {
  checkWorkspace(project, params);
  const { flag_id } = readPath(FlagPath, params, "not_found");
  const flag = allFlags.get(project, flag_id);
  return found(flag.deletedMs === null ? flag : undefined, "Feature flag", "not_found");
}

function checkKey(project: Project, key: string, own?: Flag): void {
  const taken = allFlags.list(project).some((flag) => flag.key === key && flag !== own && flag.deletedMs === null);
  if (taken) throw refusal(400, `A feature flag with the key ${key} already exists`, "validation_error");
}

/** What a request makes of a flag; `before` is the flag that it replaces. */
function flagFrom(
  sent: z.output<typeof FlagRequest>,
  before: Flag | undefined,
  { id, caller, nowMs, random }: { id: string; caller: Caller; nowMs: number; random: () => number },
): Flag {
  const { workspace_id: _workspace, reset_hash_salt, ...fields } = sent;
  const keptSalt = reset_hash_salt ? null : (fields.hash_salt ?? before?.hash_salt ?? null);
  const wasEnabled = before?.status === "enabled";
  const enabledMs = wasEnabled ? before.enabledMs : nowMs;
  return {
    ...fields,
    id,
    hash_salt: keptSalt ?? newSalt(random),
    createdMs: before?.createdMs ?? nowMs,
    modifiedMs: nowMs,
    enabledMs: fields.status === "enabled" ? enabledMs : (before?.enabledMs ?? null),
    deletedMs: null,
    creator: before?.creator ?? caller,
    modifier: caller,
  };
}

/** The Feature Flags Management API. A flag that is deleted stays in the list of those who ask for archived ones. */
export const flagsManagement: RouteFamily = (app, { clock, random }) => {
  app.get(PATH, route("list-feature-flags"), async (request) => {
    const project = projectOf(request);
    checkWorkspace(project, request.params);
    const { include_archived } = read(ListQuery, request.query, "validation_error");
    const listed = allFlags.list(project).filter(({ status }) => include_archived === "true" || status !== "archived");
    return ok(listed.map((flag) => shownFlag(project, flag, clock.now())));
  });

  app.post(PATH, route("create-feature-flag"), async (request) => {
    const project = projectOf(request);
    checkWorkspace(project, request.params);
    const sent = read(FlagRequest, request.body, "validation_error");
    checkKey(project, sent.key);
    const made = { id: randomUuid(random), caller: callerOf(request), nowMs: clock.now(), random };
    const flag = allFlags.add(project, flagFrom(sent, undefined, made));
    return ok(shownFlag(project, flag, clock.now()));
  });

  app.get(`${PATH}/:flag_id`, route("get-feature-flag"), async (request) => {
    const project = projectOf(request);
    return ok(shownFlag(project, flagAt(project, request.params), clock.now()));
  });

  app.put(`${PATH}/:flag_id`, route("update-feature-flag"), async (request) => {
    const project = projectOf(request);
    const flag = flagAt(project, request.params);
    const sent = read(FlagRequest, request.body, "validation_error");
    checkKey(project, sent.key, flag);
    Object.assign(flag, flagFrom(sent, flag, { id: flag.id, caller: callerOf(request), nowMs: clock.now(), random }));
    return ok(shownFlag(project, flag, clock.now()));
  });

  app.delete(`${PATH}/:flag_id`, route("delete-feature-flag"), async (request) => {
    const flag = flagAt(projectOf(request), request.params);
    flag.status = "archived";
    flag.deletedMs = clock.now();
    return ok({});
  });
};

/** A flag that half of the users get, in a sample project. */
export function sampleFlags(project: Project, nowMs: number, random: () => number): void {
  const sent = FlagRequest.parse({
    name: "New checkout",
    key: "new_checkout",
    tags: [],
    status: "enabled",
    context: "distinct_id",
    serving_method: "remote_or_local",
    ruleset: {
      variants: [
        { key: "control", value: false, is_control: true, split: 0.5 },
        { key: "treatment", value: true, is_control: false, split: 0.5 },
      ],
      rollout: [{ rollout_percentage: 1, variant_splits: { control: 0.5, treatment: 0.5 } }],
    },
  });
  const caller = { id: 0, name: "Sample Data", email: "sample@example.com" };
  allFlags.add(project, flagFrom(sent, undefined, { id: randomUuid(random), caller, nowMs, random }));
}
