import type { Endpoint } from "../endpoint";

/**
 * Lists of the app API that no reference describes. Mixpanel's own clients fill their forms from them, since they count toward no limit.
 * Only drop-downs use them: where one fails, the ID is typed.
 */
const list = { host: "query", method: "GET", auth: "serviceAccount", effect: "read", response: "json" } as const;

/** Reports saved in the app, of one `type`: insights, funnels, retention or flows. `v` is always 2. */
export const listSavedReports = {
  ...list,
  operation: "listSavedReports",
  path: "/api/app/projects/{projectId}/bookmarks",
  query: { v: "text", type: "text", cursor: "text" },
  // list_bookmarks
  docs: "https://github.com/mixpanel/mixpanel-headless/blob/main/src/mixpanel_headless/_internal/api_client.py",
} as const satisfies Endpoint;

export const listSavedCohorts = {
  ...list,
  operation: "listSavedCohorts",
  path: "/api/app/projects/{projectId}/cohorts",
  query: { cursor: "text" },
  // list_cohorts_app, whose pages are those of pagination.py
  docs: "https://github.com/mixpanel/mixpanel-headless/blob/main/src/mixpanel_headless/_internal/api_client.py",
} as const satisfies Endpoint;

export const listWarehouseSources = {
  ...list,
  operation: "listWarehouseSources",
  path: "/api/app/projects/{projectId}/warehouse-sources/sources",
  docs: "https://github.com/mixpanel/terraform-provider-mixpanel",
} as const satisfies Endpoint;
