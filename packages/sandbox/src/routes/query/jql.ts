/** Queries written as scripts. */

import type { RouteFamily } from "../../context";
import { JqlRunner } from "../../query/jql";
import { queryRoute } from "./queryRoute";

/** POST /jql. See https://developer.mixpanel.com/reference/query-jql. */
export const jql: RouteFamily = (app, context) => {
  const runner = new JqlRunner(context.scriptLimits);
  app.addHook("preClose", () => runner.close());
  queryRoute(app, context, {
    path: "/jql",
    operationId: "query-jql",
    limits: ["jql"],
    async answer({ project, parameters, nowMs, reply }) {
      const result = await runner.run(project, {
        script: parameters.requiredText("script"),
        params: parameters.json("params") ?? {},
        nowMs,
      });
      return reply.type("application/json; charset=utf-8").send(result);
    },
  });
};
