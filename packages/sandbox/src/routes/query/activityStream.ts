/** The activity feed. */

import type { RouteFamily } from "../../context";
import { queryActivity } from "../../query/activity";
import { queryRoute } from "./queryRoute";

/** GET /stream/query. See https://developer.mixpanel.com/reference/activity-stream-query. */
export const activityStream: RouteFamily = (app, context) => {
  queryRoute(app, context, {
    path: "/stream/query",
    operationId: "activity-stream-query",
    answer: ({ project, parameters }) =>
      queryActivity(project, parameters.requiredTextList("distinct_ids"), parameters.dateRange()),
  });
};
