/**
 * GET /api/app/me: who the credentials belong to, and the organization, projects and workspaces that they see. Costs no query quota.
 * Mixpanel does not document it. The shape follows recorded responses and Mixpanel's own clients.
 */

import type { RouteFamily } from "../context";
import { SandboxError } from "../errors";

/** The workspace (data view) that every project has. */
const WORKSPACE_NAME = "All Project Data";
/** The permission that reading reports needs; the names of the others are not published. */
const PERMISSIONS = ["view_base_reports"];

/** Registers /api/app/me. */
export const me: RouteFamily = (app, context) => {
  app.get(
    "/api/app/me",
    {
      config: {
        operation: { operationId: "me", family: "me", credentials: "serviceAccount", projectIn: "none", limits: [] },
      },
    },
    async (request) => {
      const { account, organization } = request;
      if (!account || !organization) throw new SandboxError(401, "Unable to authenticate request");
      const visible = [...context.projects.values()].filter(
        (project) =>
          project.organization === organization &&
          project.members.has(account.id) &&
          (!request.calledHost || request.calledHost.residency === project.residency),
      );
      return {
        status: "ok",
        results: {
          user_id: account.id,
          user_email: `${account.username}@serviceaccount.mixpanel.com`,
          user_name: account.username,
          organizations: {
            [organization.id]: {
              id: organization.id,
              name: organization.name,
              role: visible.length === 0 ? "no role" : account.role,
              permissions: [],
            },
          },
          projects: Object.fromEntries(
            visible.map((project) => [
              project.id,
              {
                id: project.id,
                name: project.name,
                organization_id: organization.id,
                timezone: project.timeZone,
                role: project.members.get(account.id),
                permissions: PERMISSIONS,
                domain: project.residency,
                workspaces: { [project.workspaceId]: { id: project.workspaceId, name: WORKSPACE_NAME } },
              },
            ]),
          ),
          workspaces: Object.fromEntries(
            visible.map(({ id, workspaceId }) => [
              workspaceId,
              { id: workspaceId, name: WORKSPACE_NAME, project_id: id, is_default: true, is_global: true },
            ]),
          ),
        },
      };
    },
  );
};
