/** What a pipeline does as time goes by: one export task after another, a day or an hour of data each. */
import { z } from "zod";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** How long one export takes here. A backfill works through its tasks one at a time. */
const TASK_MS = 60_000;
/** Tasks that a pipeline remembers: over a year of hourly ones. Of a clock that jumps further, only the latest are made up for. */
const MAX_TASKS = 10_000;

const Task = z.object({
  /** The data exported: fromMs <= time < toMs. */
  fromMs: z.number(),
  toMs: z.number(),
  runMs: z.number(),
  finishMs: z.number(),
  canceled: z.boolean(),
});
type Task = z.infer<typeof Task>;

export const Pipeline = z.object({
  name: z.string(),
  type: z.string(),
  dataSource: z.enum(["events", "people"]),
  schemaType: z.string().nullable(),
  frequency: z.enum(["hourly", "daily"]),
  sync: z.boolean(),
  createdMs: z.number(),
  /** End of the export window, exclusive; null for a pipeline that goes on. */
  untilMs: z.number().nullable(),
  /** What else it was made or edited with, by parameter. */
  parameters: z.record(z.string(), z.array(z.string())),
  paused: z.boolean(),
  /** Start of the data that the next task exports. */
  nextMs: z.number(),
  /** When the exporter has done what it began: the earliest start of the next task. */
  freeMs: z.number(),
  tasks: z.array(Task),
});
export type Pipeline = z.infer<typeof Pipeline>;

/** A task as it stands at a moment. */
export type TaskState = "pending" | "running" | "succeeded" | "canceled";
export interface TaskView extends Task {
  state: TaskState;
}

function stepMs({ frequency }: Pipeline): number {
  return frequency === "hourly" ? HOUR_MS : DAY_MS;
}

/** The task that comes next, or undefined when the pipeline is paused or its window is done. */
function nextTask(pipeline: Pipeline): Task | undefined {
  const { paused, untilMs, nextMs, freeMs } = pipeline;
  if (paused || (untilMs !== null && nextMs >= untilMs)) return undefined;
  const toMs = nextMs + stepMs(pipeline);
  const runMs = Math.max(toMs, freeMs);
  return { fromMs: nextMs, toMs, runMs, finishMs: runMs + TASK_MS, canceled: false };
}

/** Lets a pipeline do all that was due by `nowMs` (milliseconds since epoch). */
export function advance(pipeline: Pipeline, nowMs: number): void {
  const dueTasks = Math.floor((Math.min(nowMs, pipeline.untilMs ?? nowMs) - pipeline.nextMs) / stepMs(pipeline));
  if (!pipeline.paused && dueTasks > MAX_TASKS) pipeline.nextMs += (dueTasks - MAX_TASKS) * stepMs(pipeline);
  for (let task = nextTask(pipeline); task && task.runMs <= nowMs; task = nextTask(pipeline)) {
    pipeline.tasks.push(task);
    pipeline.nextMs = task.toMs;
    pipeline.freeMs = task.finishMs;
  }
  pipeline.tasks = pipeline.tasks.slice(-MAX_TASKS);
}

/** Pauses: cancels the task that runs, whose data the pipeline exports again when resumed, and schedules no other. */
export function pause(pipeline: Pipeline, nowMs: number): void {
  advance(pipeline, nowMs);
  pipeline.paused = true;
  const last = pipeline.tasks.at(-1);
  if (!last || last.finishMs <= nowMs) return;
  last.canceled = true;
  last.finishMs = nowMs;
  pipeline.nextMs = last.fromMs;
}

/** Resumes a paused pipeline, which catches up on the data it missed. */
export function resume(pipeline: Pipeline, nowMs: number): void {
  if (!pipeline.paused) return;
  pipeline.paused = false;
  pipeline.freeMs = nowMs;
}

/** Every task of a pipeline, oldest first, with the one that is scheduled next. */
export function tasksAt(pipeline: Pipeline, nowMs: number): TaskView[] {
  advance(pipeline, nowMs);
  const views: TaskView[] = pipeline.tasks.map((task) => {
    const ended = task.finishMs <= nowMs ? "succeeded" : "running";
    return { ...task, state: task.canceled ? "canceled" : ended };
  });
  const next = nextTask(pipeline);
  return next ? [...views, { ...next, state: "pending" }] : views;
}
