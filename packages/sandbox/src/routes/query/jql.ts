/** Queries written as scripts. */

import type { RouteFamily } from "../../context";
import { JqlRunner } from "../../query/jql";
import { queryRoute } from "./queryRoute";

/** POST /jql. See https://developer.mixpanel.com/reference/query-jql. */
export const jql: RouteFamily = (app, { clock, scriptLimits }) => {
  const runner = new JqlRunner(scriptLimits);
  app.addHook("preClose", () => runner.close());
  queryRoute(app, {
    method: "POST",
    path: "/jql",
    operationId: "query-jql",
    async answer({ project, parameters, reply }) {
      const result = await runner.run(project, {
        script: parameters.requiredText("script"),
        params: parameters.json("params") ?? {},
        nowMs: clock.now(),
      });
      return reply.type("application/json; charset=utf-8").send(result);
    },
  });
};
