/** Queries over profiles, page by page. */

import type { RouteFamily } from "../../context";
import { SandboxError } from "../../errors";
import { readBehaviors } from "../../query/behaviors";
import { computedAt } from "../../query/calendar";
import { type ProfileSession, ProfileSessions } from "../../query/profileSessions";
import { type ProfileQuery, queryProfiles, withProperties } from "../../query/profiles";
import type { Parameters } from "./parameters";
import { queryRoute } from "./queryRoute";

const MAX_PAGE_SIZE = 1000;
const SECOND_MS = 1000;

function readCohortId(parameters: Parameters): number | undefined {
  const filter = parameters.json("filter_by_cohort");
  if (filter === undefined) return undefined;
  const id = typeof filter === "object" && filter !== null && "id" in filter ? Number(filter.id) : Number.NaN;
  if (!Number.isSafeInteger(id)) {
    throw new SandboxError(400, 'Invalid value for filter_by_cohort: it must be a JSON object such as {"id": 12345}.');
  }
  return id;
}

function readQuery(parameters: Parameters, nowMs: number): ProfileQuery {
  const cohortId = readCohortId(parameters);
  const behaviors = parameters.has("behaviors") ? readBehaviors(parameters.json("behaviors")) : undefined;
  if (behaviors && cohortId !== undefined) {
    throw new SandboxError(400, "behaviors and filter_by_cohort are mutually exclusive.");
  }
  const distinctId = parameters.text("distinct_id");
  const asOfSeconds = parameters.integer("as_of_timestamp", 0, Number.MAX_SAFE_INTEGER);
  if (asOfSeconds !== undefined && asOfSeconds * SECOND_MS > nowMs) {
    throw new SandboxError(400, "as_of_timestamp cannot be in the future");
  }
  return {
    dataGroupId: parameters.text("data_group_id"),
    distinctIds: parameters.textList("distinct_ids") ?? (distinctId === undefined ? undefined : [distinctId]),
    // mixpanel-utils still sends the condition under its older name.
    where: parameters.text("where") ?? parameters.text("selector"),
    cohortId,
    includeAllUsers: parameters.boolean("include_all_users") ?? true,
    behaviors,
    asOfMs: asOfSeconds === undefined ? nowMs : asOfSeconds * SECOND_MS,
  };
}

function pageAnswer(session: ProfileSession, page: number): Record<string, unknown> {
  const { results, pageSize, outputProperties, id, openedMs } = session;
  const shown = results.slice(page * pageSize, (page + 1) * pageSize);
  return {
    page,
    page_size: pageSize,
    results: shown.map((result) => withProperties(result, outputProperties)),
    session_id: id,
    status: "ok",
    computed_at: computedAt(openedMs),
    total: results.length,
  };
}

/** POST /engage of the query API. See https://developer.mixpanel.com/reference/engage-query. */
export const engage: RouteFamily = (app, context) => {
  const sessions = new ProfileSessions(context.random);

  queryRoute(app, context, {
    path: "/engage",
    operationId: "engage-query",
    answer({ project, parameters, nowMs }) {
      const page = parameters.integer("page", 0, Number.MAX_SAFE_INTEGER) ?? 0;
      const sessionId = parameters.text("session_id");
      if (sessionId !== undefined) {
        const session = sessions.find(sessionId, project.id, nowMs);
        if (!session) throw new SandboxError(400, `Unknown or expired session_id: ${sessionId}`);
        if (page > 0 && !session.isCached) {
          throw new SandboxError(400, "request for page in uncached query for params");
        }
        return pageAnswer(session, page);
      }
      if (page > 0) throw new SandboxError(400, "Missing required parameter: session_id, for a page above 0.");
      const query = readQuery(parameters, nowMs);
      const session = sessions.open(
        {
          projectId: project.id,
          results: queryProfiles(project, query),
          pageSize: parameters.integer("page_size", 1, MAX_PAGE_SIZE) ?? MAX_PAGE_SIZE,
          outputProperties: parameters.textList("output_properties"),
          isCached: query.behaviors === undefined || parameters.has("as_of_timestamp"),
        },
        nowMs,
      );
      return pageAnswer(session, page);
    },
  });
};
