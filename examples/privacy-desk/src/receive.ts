/** Takes a request in: the caller gets a success only after the customer's system has the request, so that none is lost. */

import type { Register } from "./register";
import { isSameRequest, parseRequest } from "./request";

export interface Reply {
  statusCode: number;
  body: { request_id?: string; status: "registered" | "approved" | "known" | "refused"; message?: string };
}

const refused = (statusCode: number, message: string): Reply => ({ statusCode, body: { status: "refused", message } });

/**
 * Registers a request. The same call twice registers one request; the same call with `approved` approves it.
 *
 * @param body what the caller sent
 * @param defaults what applies if the call does not say
 */
export async function receive(
  body: unknown,
  register: Register,
  defaults: { regulation: string; now: string },
): Promise<Reply> {
  const parsed = parseRequest(body, defaults);
  if ("problem" in parsed) return refused(400, parsed.problem);
  const { request } = parsed;
  const { request_id } = request;
  if (await register.add(request)) return { statusCode: 202, body: { request_id, status: "registered" } };

  const known = await register.get(request_id);
  if (!isSameRequest(known.request, request))
    return refused(409, "request_id: is that of another request, about another person or something else");
  if (request.approved === false || known.request.approved === request.approved)
    return { statusCode: 200, body: { request_id, status: "known" } };
  if (known.case?.open === false) return refused(409, "approved: the request is closed. Send it with a new request_id");
  await register.update({ ...known.request, approved: request.approved });
  return { statusCode: 202, body: { request_id, status: "approved" } };
}
