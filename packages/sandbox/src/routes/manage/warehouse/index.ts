/** Warehouse imports: `/api/app/projects/{projectId}/warehouse-sources/imports`, after Mixpanel's Warehouse Connectors description. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { RouteFamily } from "../../../context";
import { type Project, projectOf } from "../../../types";
import { purpose, strictly } from "../../strict";
import { found, OK_BODY, ok, operationsOf, read, readPath, refusal } from "../appApi";
import { type Caller, callerOf } from "../caller";
import { Collection, idOf, nextId } from "../collection";
import { Slice } from "../slice";
import { ImportChange, NEW_IMPORTS, WarehouseImport } from "./imports";
import { importRows, insertIdPrefix } from "./rows";
import { advance, firstRunMs, historyOf, setPaused, startRun } from "./runs";

const Row = z.record(z.string(), z.unknown());
const Table = z.object({ warehouse_source_id: z.number().int(), table_params: Row, rows: z.array(Row) });
const NewTable = strictly({ ...Table.shape, project_id: z.number().int() });
const slice = new Slice(
  "warehouse",
  z.object({
    lastId: z.number().default(0),
    imports: z.array(WarehouseImport).default([]),
    tables: z.array(Table).default([]),
  }),
);
const all = new Collection({ name: "Warehouse import", records: (project) => slice.of(project).imports }, idOf);
const ImportPath = z.object({ importId: z.coerce.number().int() });
const Deletion = z.object({ delete_data: z.boolean().default(false) });
const PATH = "/api/app/projects/:projectId/warehouse-sources/imports";

const route = operationsOf({ family: "warehouse" });

function summary(one: WarehouseImport) {
  const lastRun = one.runs.at(-1);
  return {
    id: one.id,
    import_type: one.import_type,
    sync_mode: one.sync_mode,
    created: new Date(one.createdMs).toISOString(),
    creator_id: one.creator.id,
    creator_name: one.creator.name,
    creator_email: one.creator.email,
    warehouse_source_id: one.warehouse_source_id,
    table_params: one.table_params,
    paused: one.paused,
    run_every: one.run_every,
    last_dispatch: lastRun ? Math.floor(lastRun.startMs / 1000) : null,
    is_deleted: false,
  };
}

function detail(one: WarehouseImport) {
  return {
    ...summary(one),
    event_name: one.event_name ?? null,
    event_column_name: one.event_column_name ?? null,
    time_column_name: one.time_column_name ?? null,
    user_column_name: one.user_column_name ?? null,
    insert_time_column_name: one.insert_time_column_name ?? null,
    property_mappings: one.property_mappings ?? null,
    group_key: one.group_key ?? null,
    group_id_column: one.group_id_column ?? null,
    databricks_params: one.databricks_params ?? null,
  };
}

type NewImport = z.output<(typeof NEW_IMPORTS)[keyof typeof NEW_IMPORTS]>;

function addImport(project: Project, sent: NewImport, creator: Caller, nowMs: number): WarehouseImport {
  const created = WarehouseImport.parse({
    ...sent,
    id: nextId(slice.of(project)),
    createdMs: nowMs,
    creator,
    paused: false,
    nextRunMs: firstRunMs(sent.sync_mode, sent.run_every, nowMs),
    runs: [],
  });
  return all.add(project, created);
}

type TableName = Pick<z.infer<typeof Table>, "warehouse_source_id" | "table_params">;

function isSameTable(a: TableName, b: TableName): boolean {
  return a.warehouse_source_id === b.warehouse_source_id && isDeepStrictEqual(a.table_params, b.table_params);
}

function importAt(project: Project, params: unknown): WarehouseImport {
  return all.get(project, readPath(ImportPath, params).importId);
}

/**
 * The Warehouse Connectors API. The warehouse is a table of rows for each source and `table_params`, which
 * `PUT /_sandbox/warehouse-tables` sets; one that was not set has no rows. Syncs run on the sandbox's clock, five minutes each, and
 * import the rows when they end.
 */
export const warehouse: RouteFamily = (app, { clock, random, projects }) => {
  const advanceImport = (project: Project, one: WarehouseImport) =>
    advance(one, clock.now(), random, () => {
      const table = slice.of(project).tables.find((each) => isSameTable(each, one));
      return importRows(project, one, table?.rows ?? []);
    });

  // Due syncs are done before any request is served, so that every answer knows what they imported.
  app.addHook("onRequest", async () => {
    for (const project of projects.values()) {
      if (!project.slices.has("warehouse")) continue;
      for (const one of all.list(project)) advanceImport(project, one);
    }
  });

  app.put("/_sandbox/warehouse-tables", purpose("Sets the rows that warehouse imports read"), async (request) => {
    const { project_id, ...table } = read(NewTable, request.body);
    const state = slice.of(found(projects.get(project_id), `Project ${project_id}`));
    state.tables = [...state.tables.filter((each) => !isSameTable(each, table)), table];
    return { rows: table.rows.length };
  });

  app.get(PATH, route("list-warehouse-imports"), async (request) => {
    return ok(all.list(projectOf(request)).map(summary));
  });

  for (const kind of ["event-stream", "people", "groups", "lookup-table"] as const) {
    app.post(`${PATH}/${kind}`, route(`create-${kind}-import`), async (request) => {
      const sent = read(NEW_IMPORTS[kind], request.body);
      const project = projectOf(request);
      const created = addImport(project, sent, callerOf(request), clock.now());
      advanceImport(project, created);
      return ok(detail(created));
    });
  }

  app.get(`${PATH}/:importId`, route("get-warehouse-import"), async (request) =>
    ok(detail(importAt(projectOf(request), request.params))),
  );

  app.patch(`${PATH}/:importId`, route("update-warehouse-import"), async (request) => {
    const project = projectOf(request);
    const one = importAt(project, request.params);
    const change = read(ImportChange, request.body);
    if (change.run_every !== one.run_every) {
      one.run_every = change.run_every;
      one.nextRunMs = firstRunMs(one.sync_mode, change.run_every, clock.now());
    }
    if (change.databricks_params !== undefined) one.databricks_params = change.databricks_params;
    setPaused(one, change.paused, clock.now());
    advanceImport(project, one);
    return ok(detail(one));
  });

  app.delete(`${PATH}/:importId`, route("delete-warehouse-import"), async (request) => {
    const project = projectOf(request);
    const one = importAt(project, request.params);
    const { delete_data } = read(Deletion, request.body);
    if (delete_data) project.events.removeWhere(({ insertId }) => insertId.startsWith(insertIdPrefix(one)));
    all.remove(project, one);
    return OK_BODY;
  });

  app.put(`${PATH}/:importId/manual-sync`, route("run-an-import"), async (request) => {
    const one = importAt(projectOf(request), request.params);
    if (one.paused) throw refusal(400, "A paused import cannot be synced");
    return ok({ run_id: startRun(one, clock.now(), random) });
  });

  app.get(`${PATH}/:importId/history`, route("get-import-history"), async (request) =>
    ok({ runs: historyOf(importAt(projectOf(request), request.params)) }),
  );
};

/** The warehouse imports of a project. */
export function warehouseImportsIn(project: Project): readonly WarehouseImport[] {
  return all.list(project);
}

/** A daily import of events in a sample project. */
export function sampleWarehouse(project: Project, nowMs: number): void {
  const sent = NEW_IMPORTS["event-stream"].parse({
    import_type: "event_stream",
    warehouse_source_id: 1,
    table_params: { schema_name: "analytics", table_name: "orders" },
    event_name: "Order Shipped",
    time_column_name: "shipped_at",
    user_column_name: "user_id",
    sync_mode: "full_sync",
    run_every: 86_400_000_000_000,
  });
  addImport(project, sent, { id: 0, name: "Sample Data", email: "sample@example.com" }, nowMs);
}
