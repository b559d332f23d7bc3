/** Who calls a management operation, and whether their role allows it. */
import type { FastifyRequest } from "fastify";
import { projectOf } from "../../types";
import { type ErrorType, refusal } from "./appApi";

/** The caller as answers name creators: the legacy project secret belongs to nobody, and has the id 0. */
export interface Caller {
  id: number;
  name: string;
  email: string;
}

/** The account behind a request that the server let in. */
export function callerOf(request: FastifyRequest): Caller {
  const { account } = request;
  const name = account?.username ?? "project-secret";
  return { id: account?.id ?? 0, name, email: `${name}@serviceaccounts.example.com` };
}

/** Refuses (403) a service account whose role in the project is below Analyst. */
export function requireAnalyst(request: FastifyRequest, type?: ErrorType): void {
  const role = request.account && projectOf(request).members.get(request.account.id);
  if (role === "consumer") throw refusal(403, "This operation requires a role of at least Analyst", type);
}
