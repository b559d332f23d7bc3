/** Feature flags, evaluated: `/flags` on the ingestion host, after Mixpanel's Feature Flags description. */
import { z } from "zod";
import type { RouteFamily } from "../../../context";
import { type Operation, type Project, projectOf } from "../../../types";
import { read, refusal } from "../appApi";
import { assign, type EvaluationContext } from "./assignment";
import type { Flag } from "./schemas";
import { allFlags, isExperimentActive } from "./state";

const FlagsQuery = z.object({ token: z.string().optional() });
const ContextQuery = z.object({ context: z.string("is required") });
const Context = z.looseObject({
  distinct_id: z.string().min(1),
  device_id: z.string().optional(),
  custom_properties: z.record(z.string(), z.unknown()).optional(),
});

/** The official SDKs send the project token as user name, which Mixpanel takes here as it does on /import. */
function route(operationId: string): { config: { operation: Operation } } {
  return {
    config: { operation: { operationId, family: "flags", credentials: "importer", projectIn: "query", limits: [] } },
  };
}

function readContext(query: unknown): EvaluationContext {
  const { context } = read(ContextQuery, query);
  let sent: unknown;
  try {
    sent = JSON.parse(context);
  } catch {
    throw refusal(400, "context: must be a JSON object");
  }
  return read(Context, sent);
}

function checkToken(project: Project, query: unknown): void {
  const { token } = read(FlagsQuery, query);
  if (token !== undefined && token !== project.token) throw refusal(403, "token: is not that of the project");
}

function enabledFlags(project: Project): Flag[] {
  return allFlags.list(project).filter((flag) => flag.status === "enabled" && flag.deletedMs === null);
}

/** What a flag says of its experiment: nothing when it has none. */
function experimentFields(project: Project, flag: Flag, nowMs: number) {
  const active = isExperimentActive(project, flag, nowMs);
  return {
    ...(flag.experiment_id !== null && { experiment_id: flag.experiment_id }),
    ...(active !== null && { is_experiment_active: active }),
  };
}

/** The ruleset as SDKs read it: what is not set is left out rather than null. */
function shownRuleset({ ruleset }: Flag) {
  return {
    variants: ruleset.variants.map(({ description: _description, ...variant }) => variant),
    rollout: ruleset.rollout.map((rollout) =>
      Object.fromEntries(Object.entries(rollout).filter(([, value]) => value !== null)),
    ),
    ...(ruleset.test && { test: ruleset.test }),
  };
}

/** The Feature Flags API: the variants of a user, and the definitions from which SDKs work them out themselves. */
export const flags: RouteFamily = (app, { clock }) => {
  app.get("/flags", route("get-variant-assignments"), async (request) => {
    const project = projectOf(request);
    checkToken(project, request.query);
    const context = readContext(request.query);
    const assigned = enabledFlags(project).flatMap((flag) => {
      const assignment = assign(flag, context);
      if (!assignment) return [];
      const selected = {
        variant_key: assignment.variant.key,
        variant_value: assignment.variant.value,
        ...experimentFields(project, flag, clock.now()),
        is_qa_tester: assignment.isTester,
      };
      return [[flag.key, selected] as const];
    });
    return { flags: Object.fromEntries(assigned) };
  });

  app.get("/flags/definitions", route("get-flag-definitions"), async (request) => {
    const project = projectOf(request);
    checkToken(project, request.query);
    const definitions = enabledFlags(project).map((flag) => ({
      id: flag.id,
      name: flag.name,
      key: flag.key,
      status: flag.status,
      project_id: project.id,
      workspace_id: project.workspaceId,
      ruleset: shownRuleset(flag),
      context: flag.context,
      ...(flag.hash_salt !== null && { hash_salt: flag.hash_salt }),
      ...experimentFields(project, flag, clock.now()),
    }));
    return { flags: definitions };
  });
};
