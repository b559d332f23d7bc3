/** Control routes of the GDPR API: how it behaves, and the status of single tasks. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { RouteContext } from "../../../context";
import type { Project } from "../../../types";
import { purpose, strictly } from "../../strict";
import { found, read, readPath } from "../appApi";
import { Refusal, Settings } from "./settings";
import { carryOut, deletions, retrievals, slice, statusOf, type Task } from "./tasks";

const ProjectQuery = strictly({ project: z.coerce.number().int().default(1) });
const NewSettings = strictly({
  ...Settings.shape,
  project_id: z.number().int().default(1),
  refusal: strictly({ ...Refusal.omit({ untilMs: true }).shape, forMs: z.number().int().positive() })
    .nullable()
    .default(null),
});
const TaskPath = z.object({ id: z.string() });
const Forced = strictly({ status: z.string().min(1).nullable() });

/** `GET` and `PUT /_sandbox/gdpr`, and `PUT /_sandbox/gdpr/tasks/{id}`, which forces a status on a task; null ends that. */
export function registerControlRoutes(app: FastifyInstance, { clock, projects }: RouteContext): void {
  const shown = (task: Task) => ({
    id: task.id,
    status: statusOf(task, clock.now()),
    compliance_type: task.compliance,
    distinct_ids: task.distinctIds,
  });
  const state = (project: Project) => {
    const { settings, refusal } = slice.of(project);
    return {
      project_id: project.id,
      settings,
      refusal,
      retrievals: retrievals.list(project).map(shown),
      deletions: deletions.list(project).map(shown),
    };
  };

  app.get("/_sandbox/gdpr", purpose("Returns settings and tasks of the GDPR API"), async (request) => {
    const { project } = read(ProjectQuery, request.query);
    return state(found(projects.get(project), `Project ${project}`));
  });

  app.put("/_sandbox/gdpr", purpose("Changes how the GDPR API of a project responds"), async (request) => {
    const { project_id, refusal, ...settings } = read(NewSettings, request.body);
    const project = found(projects.get(project_id), `Project ${project_id}`);
    const { forMs = 0, ...demanded } = refusal ?? {};
    Object.assign(slice.of(project), {
      settings,
      refusal: refusal && { ...demanded, untilMs: clock.now() + forMs },
    });
    return state(project);
  });

  app.put("/_sandbox/gdpr/tasks/:id", purpose("Forces a status on a task of the GDPR API"), async (request) => {
    const { id } = readPath(TaskPath, request.params);
    const { status } = read(Forced, request.body);
    for (const project of projects.values()) {
      const task = retrievals.find(project, id) ?? deletions.find(project, id);
      if (!task) continue;
      task.forced = status;
      carryOut(project, clock.now());
      return shown(task);
    }
    return found(undefined, "Task");
  });
}
