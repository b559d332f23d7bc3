/** Queries written as scripts. */
import { queryJql } from "../../query/jql";
import type { RouteFamily } from "../../types";
import { queryRoute } from "./queryRoute";

/** POST /jql. See https://developer.mixpanel.com/reference/query-jql. */
export const jql: RouteFamily = (app, { clock }) => {
  queryRoute(app, {
    method: "POST",
    path: "/jql",
    operationId: "query-jql",
    answer: ({ project, parameters }) =>
      queryJql(project, {
        script: parameters.requiredText("script"),
        params: parameters.json("params") ?? {},
        nowMs: clock.now(),
      }),
  });
};
