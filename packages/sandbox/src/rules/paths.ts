/** Paths as the router reads them: decoded, whatever spelling they were called by. */
import type { FastifyRequest } from "fastify";

/** The pattern of the route that a request reached (`/_sandbox/requests/:id/body`); without a route, the path as it was called. */
export function pathOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? request.url.split("?", 1)[0] ?? "";
}

/** Whether a request reached one of the sandbox's own routes: a control route, or its page. */
export function isControl(request: FastifyRequest): boolean {
  return pathOf(request).startsWith("/_sandbox") || isForPage(request);
}

/** Whether a browser asks for the sandbox's page: programs, and callers that name one of Mixpanel's hosts, get what Mixpanel responds. */
export function isForPage(request: FastifyRequest): boolean {
  const { accept = "" } = request.headers;
  return pathOf(request) === "/" && request.calledHost === null && accept.includes("text/html");
}
