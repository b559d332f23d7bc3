/** Service accounts of an organization and of its projects, after Mixpanel's Service Accounts description. */
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { RouteContext, RouteFamily } from "../../context";
import { randomUuid } from "../../state/random";
import { type Operation, type Organization, type Project, projectOf, type ServiceAccount } from "../../types";
import { found, OK_BODY, ok, read, readPath } from "./appApi";
import { callerOf } from "./caller";
import { Collection, idOf } from "./collection";

const Role = z.enum(["owner", "admin", "analyst", "consumer"]);
const Instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "must be an ISO 8601 date and time");
const ProjectRole = z.object({ id: z.number().int(), role: Role });
const NewAccount = z.object({
  username: z.string().min(1),
  role: Role.default("consumer"),
  expires: Instant.nullable().default(null),
  projects: z.array(z.object({ id: z.number().int(), role: Role.optional() })).default([]),
});
const Addition = z.object({ projects: z.array(ProjectRole), service_account_ids: z.array(z.number().int()) });
const Removal = z.object({
  projects: z.array(z.object({ id: z.number().int(), service_account_ids: z.array(z.number().int()) })),
});
const AccountPath = z.object({ serviceAccountId: z.coerce.number().int() });

const ORGANIZATION = "/api/app/organizations/:organizationId/service-accounts";
/** Roles from the one that may do most; the position is what Mixpanel calls `role_order`. */
const ROLES: readonly string[] = Role.options;

function route(operationId: string, where: "organization" | "project"): { config: { operation: Operation } } {
  const scope =
    where === "organization"
      ? ({ credentials: "organization", projectIn: "none" } as const)
      : ({ credentials: "serviceAccount", projectIn: "path" } as const);
  return { config: { operation: { operationId, family: "serviceAccounts", ...scope, limits: [] } } };
}

/** An account as answers show it: without its secret, and without dates that it has not. */
function shown({ id, username, created, expires, creator }: ServiceAccount) {
  const known = { ...(expires !== null && { expires }), ...(creator !== undefined && { creator }) };
  return { id, username, created, user: id, ...known };
}

function organizationOf(request: FastifyRequest): Organization {
  if (!request.organization) throw new Error("The route asks for an organization, but its operation resolves none.");
  return request.organization;
}

/** The accounts of an organization. */
const all = new Collection({ name: "Service account", records: (owner: Organization) => owner.serviceAccounts }, idOf);

function accountIn(organization: Organization, id: number): ServiceAccount {
  return found(all.find(organization, id), `Service account ${id}`);
}

function projectIn(organization: Organization, id: number, { projects }: RouteContext): Project {
  const project = projects.get(id);
  return found(project?.organization.id === organization.id ? project : undefined, `Project ${id}`);
}

/** The next free id over all organizations: accounts are members of projects by id alone. */
function nextId({ organizations }: RouteContext): number {
  const ids = [...organizations.values()].flatMap((organization) => all.list(organization).map(idOf));
  return Math.max(0, ...ids) + 1;
}

/**
 * The Service Accounts API. Accounts made here authenticate at once, with the user name of the answer (Mixpanel completes the
 * one that is asked for) and the secret that this answer alone shows, as `token`.
 */
export const serviceAccounts: RouteFamily = (app, context) => {
  app.get(ORGANIZATION, route("list-service-accounts", "organization"), async (request) => {
    return ok(all.list(organizationOf(request)).map(shown));
  });

  app.post(ORGANIZATION, route("create-service-account", "organization"), async (request, reply) => {
    const organization = organizationOf(request);
    const sent = read(NewAccount, request.body);
    const memberships = sent.projects.map(({ id, role = sent.role }) => ({
      project: projectIn(organization, id, context),
      role,
    }));
    const account: ServiceAccount = {
      id: nextId(context),
      username: `${sent.username}.${randomUuid(context.random).slice(0, 6)}.mp-service-account`,
      secret: randomUuid(context.random).replaceAll("-", ""),
      role: sent.role,
      expires: sent.expires,
      created: new Date(context.clock.now()).toISOString(),
      creator: callerOf(request).id,
    };
    all.add(organization, account);
    for (const { project, role } of memberships) project.members.set(account.id, role);
    reply.code(201);
    return ok({ ...shown(account), token: account.secret });
  });

  app.get(`${ORGANIZATION}/:serviceAccountId`, route("get-service-account", "organization"), async (request) => {
    const { serviceAccountId } = readPath(AccountPath, request.params);
    return shown(accountIn(organizationOf(request), serviceAccountId));
  });

  app.delete(`${ORGANIZATION}/:serviceAccountId`, route("delete-service-account", "organization"), async (request) => {
    const organization = organizationOf(request);
    const account = accountIn(organization, readPath(AccountPath, request.params).serviceAccountId);
    all.remove(organization, account);
    for (const project of context.projects.values()) project.members.delete(account.id);
    return OK_BODY;
  });

  app.post(
    `${ORGANIZATION}/add-to-project`,
    route("add-service-accounts-to-projects", "organization"),
    async (request) => {
      const organization = organizationOf(request);
      const { projects, service_account_ids } = read(Addition, request.body);
      const accounts = service_account_ids.map((id) => accountIn(organization, id));
      const named = projects.map(({ id, role }) => ({ project: projectIn(organization, id, context), role }));
      for (const { project, role } of named) for (const { id } of accounts) project.members.set(id, role);
      return OK_BODY;
    },
  );

  app.post(
    `${ORGANIZATION}/remove-from-project`,
    route("remove-service-accounts-from-projects", "organization"),
    async (request) => {
      const organization = organizationOf(request);
      const named = read(Removal, request.body).projects.map(({ id, service_account_ids }) => ({
        project: projectIn(organization, id, context),
        accounts: service_account_ids.map((accountId) => accountIn(organization, accountId)),
      }));
      for (const { project, accounts } of named) for (const { id } of accounts) project.members.delete(id);
      return OK_BODY;
    },
  );

  app.get(
    "/api/app/projects/:projectId/service-accounts",
    route("list-project-service-accounts", "project"),
    async (request) => {
      const project = projectOf(request);
      const members = [...project.members].flatMap(([id, role]) => {
        const account = all.find(project.organization, id);
        return account ? [{ account, role }] : [];
      });
      return ok(
        members.map(({ account, role }) => ({
          ...shown(account),
          hasSensitiveAccess: role === "owner" || role === "admin",
          role,
          role_order: ROLES.indexOf(role),
          target_type: "individual",
          email: `${account.username}@serviceaccounts.example.com`,
        })),
      );
    },
  );
};
