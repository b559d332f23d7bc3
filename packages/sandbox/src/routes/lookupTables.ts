/** GET /lookup-tables and PUT /lookup-tables/{id}: tables that enrich properties, replaced as a whole. */
import { STATUS_CODES } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RouteFamily } from "../context";
import { SandboxError } from "../errors";
import { readLookupTable } from "../ingest/csvTable";
import type { JsonObject, Operation, Project } from "../types";
import { isJsonObject, projectOf } from "../types";

const MAX_TABLE_BYTES = 100 * 1024 * 1024;
export const LOOKUP_TABLES_SLICE = "lookupTables";
export const PRODUCT_CATALOG_ID = "1297297a-43a7-4cac-82b0-635d2bd88aac";

/** The tables that every project starts with, as if someone had made them in Lexicon. */
const FIRST_TABLES: Readonly<JsonObject> = {
  "55b4fb2b-e8de-466c-930f-8b36640b9b5e": { name: "Accounts", header: [], rows: {} },
  [PRODUCT_CATALOG_ID]: { name: "Product Catalog", header: [], rows: {} },
};

const OPERATION = {
  family: "ingestion",
  credentials: "serviceAccount",
  projectIn: "query",
} as const satisfies Partial<Operation>;

/** Registers both operations. Tables are made in Lexicon, not by this API: the slice starts with two empty ones. */
export const lookupTables: RouteFamily = (app) => {
  app.get(
    "/lookup-tables",
    { config: { operation: { ...OPERATION, operationId: "list-lookup-tables", limits: [] } } },
    async (request) => ({
      code: 200,
      status: STATUS_CODES[200],
      results: Object.entries(lookupTablesOf(projectOf(request))).map(([id, table]) => ({ id, name: table.name })),
    }),
  );
  app.put<{ Params: { id: string } }>(
    "/lookup-tables/:id",
    {
      config: {
        operation: { ...OPERATION, operationId: "replace-lookup-table", limits: ["lookupTables"] },
        rawBody: true,
        acceptsGzip: true,
        maxBodyBytes: MAX_TABLE_BYTES,
      },
    },
    async (request, reply) => replaceTable(request, reply, request.params.id),
  );
};

/** A project's lookup tables by id, each with its name, header and rows by primary key. */
export function lookupTablesOf(project: Project): Record<string, JsonObject> {
  const slice = project.slices.get(LOOKUP_TABLES_SLICE) ?? FIRST_TABLES;
  return Object.fromEntries(
    Object.entries(slice).flatMap(([id, table]) => (isJsonObject(table) ? [[id, table] as const] : [])),
  );
}

async function replaceTable(request: FastifyRequest, reply: FastifyReply, id: string): Promise<unknown> {
  const contentType = request.headers["content-type"] ?? "";
  if (!contentType.startsWith("text/csv")) throw new SandboxError(415, "Content-Type must be text/csv");
  const project = projectOf(request);
  const tables = lookupTablesOf(project);
  const table = tables[id];
  if (!table) throw new SandboxError(404, `Lookup table with id '${id}' was not found.`);
  const read = readLookupTable(request.bodyBytes.toString("utf8"));
  if (Array.isArray(read)) {
    throw new SandboxError(400, "Some data points in the request failed validation.", {
      details: { failed_records: read },
    });
  }
  project.slices.set(LOOKUP_TABLES_SLICE, { ...tables, [id]: { name: table.name, ...read } });
  return reply.send({ code: 200, status: STATUS_CODES[200] });
}
