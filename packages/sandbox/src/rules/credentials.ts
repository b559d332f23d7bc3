/** Who may call: the credentials that each operation asks for, and the project or organization they open. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { errorShapeOf, SandboxError } from "../errors";
import type { Operation, Organization, Project, ServiceAccount, Tenants } from "../types";
import { isJsonObject } from "../types";
import { pathOf } from "./paths";

interface BasicCredentials {
  username: string;
  password: string;
}

/**
 * Checks the credentials of a request for its operation and notes project, organization and account on the request.
 * Throws 401 for wrong or missing credentials (a service account without project ID among them), 403 for a project or
 * organization that the account does not see, 402 for an API that the project's plan has not.
 */
export function authorize(request: FastifyRequest, operation: Operation, tenants: Tenants): void {
  if (operation.credentials === "open") return;
  if (operation.credentials === "organization") {
    authorizeOrganization(request, tenants);
    return;
  }
  const project =
    operation.credentials === "gdpr"
      ? gdprProject(request, tenants)
      : calledProject(request, operation, tenants, operation.credentials === "importer");
  if (request.calledHost && project && project.residency !== request.calledHost.residency) throw noAccess(request);
  request.project = project;
  request.organization = project?.organization ?? request.organization;
  if (project?.deniedByPlan.has(operation.family)) {
    throw new SandboxError(402, "Your plan does not include access to this API.");
  }
}

function calledProject(
  request: FastifyRequest,
  operation: Operation,
  tenants: Tenants,
  allowsToken: boolean,
): Project | null {
  const basic = basicCredentials(request, allowsToken);
  const named = namedProjectId(request, operation);
  if (basic.password === "") {
    const project = [...tenants.projects.values()].find(
      ({ secret, token }) => same(secret, basic.username) || (allowsToken && same(token, basic.username)),
    );
    if (!project) throw unauthorized(request);
    if (named !== null && named !== String(identifierIn(project, operation))) throw noAccess(request);
    return project;
  }
  const { account, organization } = accountOf(request, basic, tenants);
  request.account = account;
  request.organization = organization;
  if (operation.projectIn === "none") return null;
  if (named === null) throw unauthorized(request, "project_id is required with a service account.");
  const project = [...tenants.projects.values()].find((one) => String(identifierIn(one, operation)) === named);
  if (!project?.members.has(account.id)) throw noAccess(request);
  return project;
}

function accountOf(
  request: FastifyRequest,
  basic: BasicCredentials,
  tenants: Tenants,
): { account: ServiceAccount; organization: Organization } {
  for (const organization of tenants.organizations.values()) {
    for (const account of organization.serviceAccounts) {
      if (account.username !== basic.username || !same(account.secret, basic.password)) continue;
      if (account.expires !== null && Date.parse(account.expires) <= tenants.clock.now()) break;
      return { account, organization };
    }
  }
  throw unauthorized(request);
}

function authorizeOrganization(request: FastifyRequest, tenants: Tenants): void {
  const { account, organization } = accountOf(request, basicCredentials(request, false), tenants);
  if (String(organization.id) !== parameters(request).organizationId) throw noAccess(request);
  request.account = account;
  request.organization = organization;
}

/**
 * The project of a privacy request. Mixpanel documents the statuses 401 and 403 here, but not their words: 401 if it does not know who
 * calls, 403 if the owner of the OAuth token may not make privacy requests in this project.
 */
function gdprProject(request: FastifyRequest, { projects, clock }: Tenants): Project {
  const { authorization = "" } = request.headers;
  const bearer = /^Bearer (.+)$/i.exec(authorization)?.[1]?.trim();
  if (!bearer) {
    const isBasic = /^Basic /i.test(authorization);
    throw unauthorized(request, isBasic ? "this API takes an OAuth token, no service account." : "");
  }
  const all = [...projects.values()];
  const opened = all.filter((one) => same(one.gdprToken, bearer));
  if (opened.length === 0) throw unauthorized(request);
  const isExpired = ({ gdprTokenExpires }: Project) =>
    gdprTokenExpires !== null && Date.parse(gdprTokenExpires) <= clock.now();
  if (opened.every(isExpired)) throw unauthorized(request, "the OAuth token has expired.");
  const { token } = record(request.query);
  const project = all.find((one) => one.token === token);
  if (!project) throw unauthorized(request, "token is not the token of a project.");
  if (!opened.includes(project)) throw noAccess(request);
  return project;
}

function basicCredentials(request: FastifyRequest, allowsApiKey: boolean): BasicCredentials {
  const encoded = /^Basic ([A-Za-z0-9+/=_-]+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (encoded === undefined) {
    // Older clients authenticate /import with `api_key` in the query, the official SDK's `key` option among them.
    const apiKey = allowsApiKey ? record(request.query).api_key : undefined;
    if (typeof apiKey === "string" && apiKey !== "") return { username: apiKey, password: "" };
    throw unauthorized(request);
  }
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 1) throw unauthorized(request);
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The project or workspace id that the request names, as text; null when it names none. */
function namedProjectId(request: FastifyRequest, operation: Operation): string | null {
  const path = parameters(request);
  const query = record(request.query);
  const body = record(request.body);
  const named = {
    query: query.project_id,
    path: path.projectId ?? path.project_id,
    workspace: path.workspace_id ?? path.workspaceId,
    form: body.project_id ?? query.project_id,
    body: body.project_id ?? query.project_id,
    none: undefined,
  }[operation.projectIn];
  return typeof named === "string" || typeof named === "number" ? String(named) : null;
}

function identifierIn(project: Project, operation: Operation): number {
  return operation.projectIn === "workspace" ? project.workspaceId : project.id;
}

function unauthorized(request: FastifyRequest, hint = ""): SandboxError {
  const message = errorShapeOf(pathOf(request)) === "strict" ? "Invalid credentials" : "Unable to authenticate request";
  return new SandboxError(401, hint === "" ? message : `${message}: ${hint}`);
}

function noAccess(request: FastifyRequest): SandboxError {
  // The strict ingestion endpoints have no 403: a project that the caller does not see is a wrong credential to them.
  if (errorShapeOf(pathOf(request)) === "strict") return unauthorized(request);
  const isExport = pathOf(request).startsWith("/api/2.0/export");
  if (errorShapeOf(pathOf(request)) === "query" && !isExport)
    return new SandboxError(403, "User is not a member of this project");
  return new SandboxError(403, "The authenticated user does not have permission for this project or organization.");
}

function parameters(request: FastifyRequest): Record<string, unknown> {
  return record(request.params);
}

function record(value: unknown): Record<string, unknown> {
  // Never a copy: a raw body is millions of bytes, each of which a copy would make a property.
  return isJsonObject(value) ? value : {};
}

/** Compares without telling by its duration how much was right. */
function same(expected: string, given: string): boolean {
  return timingSafeEqual(digest(expected), digest(given));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
