/** Saved Insights reports. */

import type { RouteFamily } from "../../context";
import { SandboxError } from "../../errors";
import { definitionsOf } from "../../query/definitions";
import { queryInsights } from "../../query/insights";
import { queryRoute } from "./queryRoute";

/** GET /insights. See https://developer.mixpanel.com/reference/insights-query. */
export const insights: RouteFamily = (app, context) => {
  queryRoute(app, context, {
    path: "/insights",
    operationId: "insights-query",
    answer({ project, parameters, nowMs }) {
      const id = parameters.requiredInteger("bookmark_id", 0, Number.MAX_SAFE_INTEGER);
      const bookmark = definitionsOf(project, "bookmarks").find(({ bookmark_id }) => bookmark_id === id);
      if (!bookmark) throw new SandboxError(400, `Bookmark ${id} does not exist in this project.`);
      return queryInsights(project, bookmark, nowMs);
    },
  });
};
