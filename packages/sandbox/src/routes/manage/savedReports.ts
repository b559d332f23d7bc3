/**
 * What the web interface lists without spending queries: saved reports and cohorts. Mixpanel describes neither list; its own
 * clients read them.
 */
import { z } from "zod";
import type { RouteFamily } from "../../context";
import { listCohorts } from "../../query/cohorts";
import { definitionsOf } from "../../query/definitions";
import { projectOf } from "../../types";
import { ok, operationsOf, read } from "./appApi";

const operation = operationsOf({ family: "savedReports" });

/** These routes refuse parameters that they do not know. */
const reportsQuery = z.strictObject({
  v: z.literal("2"),
  type: z.enum(["insights", "funnels", "retention", "flows"]).optional(),
});
const cohortsQuery = z.strictObject({});

/** When a report was changed that says nothing of it. */
const LONG_AGO = "2024-01-01T00:00:00";

/** Registers the lists of saved reports and of cohorts. */
export const savedReports: RouteFamily = (app) => {
  app.get("/api/app/projects/:project_id/bookmarks", operation("list-bookmarks"), async (request) => {
    const { type } = read(reportsQuery, request.query);
    const reports = definitionsOf(projectOf(request), "bookmarks").map((report) => ({
      id: report.bookmark_id,
      name: report.name,
      type: report.kind ?? "insights",
      dashboard_id: report.dashboard_id ?? null,
      modified: report.modified ?? LONG_AGO,
    }));
    return ok(reports.filter((report) => type === undefined || report.type === type));
  });

  app.get("/api/app/projects/:project_id/cohorts", operation("list-cohorts"), async (request) => {
    read(cohortsQuery, request.query);
    return ok(listCohorts(projectOf(request)));
  });
};
