/** Browsers: pages of this machine may send events and profile updates and read flags, as Mixpanel lets every page do. */
import type { FastifyInstance } from "fastify";
import { pathOf } from "./paths";

const INGESTION_PATHS = ["/track", "/engage", "/groups", "/import", "/flags"];

/**
 * Lets pages read what ingestion answers, and answers their preflight requests. The guard has let pages of this machine through
 * alone, so that their origin and the headers that they ask for are simply repeated.
 */
export function registerCrossOrigin(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !INGESTION_PATHS.includes(pathOf(request))) return;
    reply
      .header("Access-Control-Allow-Origin", origin)
      // Mixpanel's SDK for browsers sends each request with cookies, and browsers then want this header.
      .header("Access-Control-Allow-Credentials", "true")
      .header("Vary", "Origin");
  });
  for (const path of INGESTION_PATHS) {
    app.options(path, async (request, reply) =>
      reply
        .code(204)
        .header("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
        .header("Access-Control-Allow-Headers", request.headers["access-control-request-headers"] ?? "")
        .send(),
    );
  }
}
