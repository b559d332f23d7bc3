/** Browsers: ingestion answers any page, as Mixpanel's does; the control routes answer pages of this machine only. */
import type { FastifyInstance, FastifyRequest } from "fastify";

const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Whether a call of the control routes may go on. A page from elsewhere must not reset or read a developer's sandbox:
 * neither by a cross-site request (its Origin) nor by a name that was pointed at this machine (its Host).
 * @param isLocalOnly the sandbox listens on loopback alone, so no other name can be meant
 */
export function allowsOrigin(request: FastifyRequest, isLocalOnly: boolean): boolean {
  const { origin, host } = request.headers;
  if (origin !== undefined && !LOOPBACK_ORIGIN.test(origin)) return false;
  return !isLocalOnly || host === undefined || LOOPBACK_HOST.test(host);
}

/** Whether an address to listen on is reached from this machine alone. */
export function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || address.startsWith("127.");
}

/** Lets browser pages send events and profile updates, and answers their preflight requests. */
export function registerCrossOrigin(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    if (isIngestion(request.url)) reply.header("Access-Control-Allow-Origin", "*");
  });
  for (const path of INGESTION_PATHS) {
    app.options(path, async (_request, reply) =>
      reply
        .code(204)
        .header("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
        .header("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding")
        .send(),
    );
  }
}

const INGESTION_PATHS = ["/track", "/engage", "/groups", "/import", "/flags"];

function isIngestion(url: string): boolean {
  const path = url.split("?", 1)[0] ?? "";
  return INGESTION_PATHS.includes(path.replace(/\/$/, ""));
}
