import type { HttpRequest, HttpResponse } from "../../../src/mixpanel/http/transport";

/** A read of `/things` at a host, or whatever a test makes of it. */
export function requestTo(base: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return {
    operation: "listThings",
    method: "GET",
    url: new URL("/things?where=private", base),
    headers: { Authorization: "Basic private" },
    effect: "read",
    ...changes,
  };
}

/** The body of an answer as text. */
export const asText = ({ body }: HttpResponse<Buffer>): string => body.toString("utf8");
