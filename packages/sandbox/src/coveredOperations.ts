/** The operations that the sandbox simulates, with their limits. The table in documentation/sandbox.md is generated from this list. */

/** `partly` if a part of Mixpanel's behavior is missing; `toKnow` says what is missing or different. */
export interface CoveredOperation {
  /** `operationId` of Mixpanel's description. */
  operationId: string;
  method: string;
  /** Path with parameters as `:name`. */
  path: string;
  status: "simulated" | "partly";
  toKnow: string;
}

/** The operations of one part of Mixpanel's API. */
export interface CoveredFamily {
  title: string;
  operations: CoveredOperation[];
}

const LOCATED = "The geolocation is made up; local callers are in Ashburn, US, unless ip=0.";
const NO_FILES = "Runs are made up on the clock, a minute each; no file is written anywhere.";
const TABLES = "Tables come from PUT /_sandbox/warehouse-tables in place of a warehouse.";
const MERGES =
  "The ID that stays is the identified one, the aliased one, the first of two; Mixpanel chooses for itself. Clusters have no size limit.";
const LOOKUPS =
  "Each project starts with two tables, since tables are made in Lexicon; they are not joined to query results.";
const IN_MEMORY = "Computed over events in memory, in the project's time zone.";
const FUNNELS = "Funnels are saved definitions: seeds and the sample have some.";
const ARCHIVE = "Done a day later on the clock; the content of the archive is not documented by Mixpanel.";
const A_DAY = "Done a day later on the clock.";
const DOWNLOAD = "Stands for the cloud storage to which a retrieval links: signed link, no credentials.";
const NO_RESULTS = "Results of experiments are not computed.";
const WORDING = `The wording of refusals follows the few that Mixpanel publishes. ${LOCATED}`;
const LOCATED_ON_REQUEST = "The geolocation is made up; local callers are in Ashburn, US, and only with ip=1.";
const REPORTS =
  "Reports are saved definitions of counts by event, funnels and retention, by one property; no flows, formulas or other metrics.";
const LISTS = "Costs no query. Unknown parameters are refused.";
const COHORTS = "Cohorts are saved definitions by expression or list: seeds and the sample have some.";
const JQL =
  "Runs in QuickJS: error messages differ in words from V8's. Percentiles are exact. Days are the project's, times and time buckets UTC.";
const EXPORT_ZONE = "Days and times are UTC; in projects made before 2023, those of their own time zone.";

/** An operation by its method and its path below the family's, its id, and what to know. */
type Row = [route: string, operationId: string, toKnow?: string];

function family(title: string, base: string, rows: Row[], missing: string[] = []): CoveredFamily {
  const operations = rows.map(([route, operationId, toKnow = ""]): CoveredOperation => {
    const [method = "", below = ""] = route.split(" ");
    const status = missing.includes(toKnow) && toKnow !== "" ? "partly" : "simulated";
    return { operationId, method, path: `${base}${below}`, status, toKnow };
  });
  return { title, operations };
}

/** All 105 operations of Mixpanel's public description. */
export const coverage: readonly CoveredFamily[] = [
  family("Events and identities", "", [
    ["POST /import", "identity-merge", MERGES],
    ["POST /import", "import-events", WORDING],
    ["POST /track", "create-identity", MERGES],
    ["POST /track", "identity-create-alias", MERGES],
    ["POST /track", "track-event", LOCATED_ON_REQUEST],
  ]),
  family("User profiles", "/engage", [
    ["POST", "delete-profile"],
    ["POST", "profile-append-to-list-property", LOCATED],
    ["POST", "profile-batch-update", LOCATED],
    ["POST", "profile-delete-property", LOCATED],
    ["POST", "profile-numerical-add", LOCATED],
    ["POST", "profile-remove-from-list-property", LOCATED],
    ["POST", "profile-set", LOCATED],
    ["POST", "profile-set-property-once", LOCATED],
    ["POST", "user-profile-union", LOCATED],
  ]),
  family("Group profiles", "/groups", [
    ["POST", "delete-group"],
    ["POST", "group-batch-update", LOCATED],
    ["POST", "group-delete-property", LOCATED],
    ["POST", "group-remove-from-list-property", LOCATED],
    ["POST", "group-set-property", LOCATED],
    ["POST", "group-set-property-once", LOCATED],
    ["POST", "group-union", LOCATED],
  ]),
  family("Lookup tables", "/lookup-tables", [
    ["GET", "list-lookup-tables", LOOKUPS],
    ["PUT /:id", "replace-lookup-table", LOOKUPS],
  ]),
  family("Raw export", "/api/2.0/export", [["GET", "raw-event-export", EXPORT_ZONE]]),
  family(
    "Query API",
    "/api/query",
    [
      ["POST /cohorts/list", "cohorts-list", COHORTS],
      ["POST /engage", "engage-query", IN_MEMORY],
      ["GET /events", "list-recent-events", IN_MEMORY],
      ["GET /events/names", "query-months-top-event-names", IN_MEMORY],
      ["GET /events/properties", "query-event-properties", IN_MEMORY],
      ["GET /events/properties/top", "query-events-top-properties", IN_MEMORY],
      ["GET /events/properties/values", "query-events-top-property-values", IN_MEMORY],
      ["GET /events/top", "query-top-events", IN_MEMORY],
      ["GET /funnels", "funnels-query", FUNNELS],
      ["GET /funnels/list", "funnels-list-saved", FUNNELS],
      ["GET /insights", "insights-query", REPORTS],
      ["POST /jql", "query-jql", JQL],
      ["GET /retention", "retention-query", IN_MEMORY],
      ["GET /retention/addiction", "retention-frequency-query", IN_MEMORY],
      ["GET /segmentation", "segmentation-query", IN_MEMORY],
      ["GET /segmentation/average", "segmentation-query-average", IN_MEMORY],
      ["GET /segmentation/numeric", "segmentation-numeric-query", IN_MEMORY],
      ["GET /segmentation/sum", "segmentation-sum-query", IN_MEMORY],
      ["GET /stream/query", "activity-stream-query", IN_MEMORY],
    ],
    [REPORTS, JQL],
  ),
  family(
    "Data pipelines",
    "/api/2.0/nessie/pipeline",
    [
      ["POST /cancel", "cancel-warehouse-pipeline"],
      ["POST /create", "create-warehouse-pipeline", NO_FILES],
      ["POST /edit", "edit-warehouse-pipeline"],
      ["GET /jobs", "list-warehouse-pipeline-jobs"],
      ["POST /pause", "pause-warehouse-pipeline"],
      ["POST /resume", "resume-warehouse-pipeline"],
      ["GET /status", "get-warehouse-pipeline-status", NO_FILES],
      ["GET /timeline", "list-warehouse-pipeline-sync-dates", NO_FILES],
    ],
    [NO_FILES],
  ),
  family("Annotations", "/api/app/projects/:projectId/annotations", [
    ["POST", "create-annotation"],
    ["GET", "list-all-annotations-for-project"],
    ["DELETE /:annotationId", "delete-annotation"],
    ["GET /:annotationId", "get-annotation"],
    ["PATCH /:annotationId", "patch-annotation"],
    ["POST /tags", "create-annotation-tag"],
    ["GET /tags", "get-annotation-tags"],
  ]),
  family("Lexicon schemas", "/api/app/projects/:projectId/schemas", [
    ["DELETE", "delete-all-schemas-in-project"],
    ["GET", "list-all-schemas-for-project"],
    ["POST", "upload-schemas-for-project"],
    ["DELETE /:entityType", "delete-schemas-for-entity"],
    ["GET /:entityType", "list-schemas-for-entity"],
    ["DELETE /:entityType/:name", "delete-schema-by-entity-and-name"],
    ["GET /:entityType/:name", "list-schemas-by-entity-and-name"],
    ["POST /:entityType/:name", "upload-schema-by-entity-and-name"],
  ]),
  family("GDPR and CCPA", "/api/app", [
    ["POST /data-deletions/v3.0", "create-deletion", A_DAY],
    ["DELETE /data-deletions/v3.0/:tracking_id", "delete-deletion", A_DAY],
    ["GET /data-deletions/v3.0/:tracking_id", "get-deletion", A_DAY],
    ["POST /data-retrievals/v3.0", "create-retrieval", ARCHIVE],
    ["GET /data-retrievals/v3.0/:tracking_id", "get-retrieval", ARCHIVE],
  ]),
  family("Feature flags", "", [
    ["POST /api/app/projects/:project_id/workspaces/:workspace_id/feature-flags", "create-feature-flag"],
    ["GET /api/app/projects/:project_id/workspaces/:workspace_id/feature-flags", "list-feature-flags"],
    ["DELETE /api/app/projects/:project_id/workspaces/:workspace_id/feature-flags/:flag_id", "delete-feature-flag"],
    ["GET /api/app/projects/:project_id/workspaces/:workspace_id/feature-flags/:flag_id", "get-feature-flag"],
    ["PUT /api/app/projects/:project_id/workspaces/:workspace_id/feature-flags/:flag_id", "update-feature-flag"],
    ["GET /flags", "get-variant-assignments"],
    ["GET /flags/definitions", "get-flag-definitions"],
  ]),
  family(
    "Experiments",
    "/api/app/workspaces/:workspace_id/experiments",
    [
      ["POST", "create-experiment"],
      ["GET", "list-experiments"],
      ["DELETE /:experiment_id", "delete-experiment"],
      ["GET /:experiment_id", "get-experiment", NO_RESULTS],
      ["PATCH /:experiment_id", "update-experiment"],
      ["POST /:experiment_id/archive", "archive-experiment"],
      ["DELETE /:experiment_id/archive", "unarchive-experiment"],
      ["PATCH /:experiment_id/decide", "decide-experiment"],
      ["PUT /:experiment_id/force_conclude", "force-conclude-experiment", NO_RESULTS],
      ["PUT /:experiment_id/launch", "launch-experiment", NO_RESULTS],
    ],
    [NO_RESULTS],
  ),
  family(
    "Warehouse connectors",
    "/api/app/projects/:projectId/warehouse-sources/imports",
    [
      ["GET", "list-warehouse-imports"],
      ["DELETE /:importId", "delete-warehouse-import"],
      ["GET /:importId", "get-warehouse-import"],
      ["PATCH /:importId", "update-warehouse-import"],
      ["GET /:importId/history", "get-import-history", TABLES],
      ["PUT /:importId/manual-sync", "run-an-import", TABLES],
      ["POST /event-stream", "create-event-stream-import", TABLES],
      ["POST /groups", "create-groups-import", TABLES],
      ["POST /lookup-table", "create-lookup-table-import", TABLES],
      ["POST /people", "create-people-import", TABLES],
    ],
    [TABLES],
  ),
  family("Service accounts", "/api/app", [
    ["POST /organizations/:organizationId/service-accounts", "create-service-account"],
    ["GET /organizations/:organizationId/service-accounts", "list-service-accounts"],
    ["DELETE /organizations/:organizationId/service-accounts/:serviceAccountId", "delete-service-account"],
    ["GET /organizations/:organizationId/service-accounts/:serviceAccountId", "get-service-account"],
    ["POST /organizations/:organizationId/service-accounts/add-to-project", "add-service-accounts-to-projects"],
    [
      "POST /organizations/:organizationId/service-accounts/remove-from-project",
      "remove-service-accounts-from-projects",
    ],
    ["GET /projects/:projectId/service-accounts", "list-project-service-accounts"],
  ]),
];

/** Beyond the description: the project list that every client asks for, what Mixpanel's own clients use, and the download of a retrieval. */
export const beyondDescription: CoveredFamily = family("Beyond the description", "", [
  ["GET /api/app/me", "me"],
  ["GET /api/app/projects/:project_id/bookmarks", "list-bookmarks", LISTS],
  ["GET /api/app/projects/:project_id/cohorts", "list-cohorts", LISTS],
  ["GET /api/app/projects/:project_id/webhooks", "list-webhooks"],
  ["POST /api/app/projects/:project_id/webhooks", "create-webhook"],
  ["PATCH /api/app/projects/:project_id/webhooks/:webhookId", "update-webhook"],
  ["DELETE /api/app/projects/:project_id/webhooks/:webhookId", "delete-webhook"],
  ["GET /retrievals/:project_id/:file", "download-retrieval", DOWNLOAD],
]);
