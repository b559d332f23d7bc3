/** Saved cohorts. */

import type { RouteFamily } from "../../context";
import { listCohorts } from "../../query/cohorts";
import { queryRoute } from "./queryRoute";

/** POST /cohorts/list, which only reads. See https://developer.mixpanel.com/reference/cohorts-list. */
export const cohorts: RouteFamily = (app, context) => {
  queryRoute(app, context, {
    path: "/cohorts/list",
    operationId: "cohorts-list",
    answer: ({ project }) => listCohorts(project),
  });
};
