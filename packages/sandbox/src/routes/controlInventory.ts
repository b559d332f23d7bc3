/** `GET /_sandbox/inventory`: what a project has beside events and profiles, in numbers and states. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Inventory, TaskSummary } from "../protocol";
import { listCohorts } from "../query/cohorts";
import type { Controlled } from "../sandbox";
import { isJsonObject, type Project } from "../types";
import { cohortSyncSlice } from "./callOut/cohortSync";
import { lookupTablesOf } from "./lookupTables";
import { found, read } from "./manage/appApi";
import { deletions, retrievals, statusOf } from "./manage/gdpr/tasks";
import { pipelinesIn } from "./manage/pipelines";
import { warehouseImportsIn } from "./manage/warehouse";
import { purpose, strictly } from "./strict";

const MAX_LISTED = 100;
const MAX_COLUMNS = 50;
const Query = strictly({ project: z.coerce.number().int().default(1) });

/** Registers `/_sandbox/inventory`. */
export function registerInventory(app: FastifyInstance, { projects, clock }: Controlled): void {
  const what = "Lists groups, cohorts, lookup tables and tasks of a project";
  app.get("/_sandbox/inventory", purpose(what), async (request): Promise<Inventory> => {
    const { project: id } = read(Query, request.query);
    const project = found(projects.get(id), `Project ${id}`);
    return {
      groups: [...project.groups].slice(0, MAX_LISTED).map(([key, groups]) => ({ key, profiles: groups.size })),
      mergedIds: project.identities.size,
      cohorts: listCohorts(project)
        .slice(0, MAX_LISTED)
        .map(({ id: cohort, name, count }) => ({ id: cohort, name, users: count })),
      lookupTables: tablesOf(project),
      tasks: tasksOf(project, clock.now()),
    };
  });
}

function tablesOf(project: Project): Inventory["lookupTables"] {
  return Object.entries(lookupTablesOf(project))
    .slice(0, MAX_LISTED)
    .map(([id, { name, header, rows }]) => ({
      id,
      name: String(name),
      columns: Array.isArray(header) ? header.slice(0, MAX_COLUMNS).map(String) : [],
      rows: isJsonObject(rows) ? Object.keys(rows).length : 0,
    }));
}

/** The latest tasks of each kind, newest first. A family that was never used is not read: reading would leave a slice behind. */
function tasksOf(project: Project, nowMs: number): TaskSummary[] {
  const of = <T>(slice: string, list: () => readonly T[], summary: (task: T) => TaskSummary): TaskSummary[] =>
    project.slices.has(slice) ? list().slice(-MAX_LISTED).reverse().map(summary) : [];
  const privacy = (kind: "retrieval" | "deletion", tasks: typeof retrievals) =>
    of(
      "gdpr",
      () => tasks.list(project),
      (task) => {
        const [first = "", ...others] = task.distinctIds;
        const name = others.length === 0 ? first : `${first} and ${others.length} more`;
        return { kind, id: task.id, name, status: statusOf(task, nowMs) };
      },
    );
  return [
    ...privacy("retrieval", retrievals),
    ...privacy("deletion", deletions),
    ...of(
      "pipelines",
      () => pipelinesIn(project),
      ({ name, type, frequency, paused }) => ({
        kind: "pipeline",
        id: name,
        name: `${type}, ${frequency}`,
        status: paused ? "paused" : "active",
      }),
    ),
    ...of(
      "warehouse",
      () => warehouseImportsIn(project),
      ({ id, import_type, event_name, paused, runs }) => ({
        kind: "warehouse import",
        id: String(id),
        name: event_name ? `${import_type}: ${event_name}` : import_type,
        status: paused ? "paused" : lastRun(runs),
      }),
    ),
    ...of(
      "cohortSyncs",
      () => cohortSyncSlice.of(project).syncs,
      ({ id, cohort, status, pushes }) => ({
        kind: "cohort sync",
        id: String(id),
        name: cohort.name,
        status: [status, pushes.at(-1)?.result].filter((word) => word !== undefined).join(", last "),
      }),
    ),
  ];
}

function lastRun(runs: readonly { result: string | null }[]): string {
  const last = runs.at(-1);
  return last ? (last.result ?? "RUNNING") : "not run yet";
}
