/** GET /api/app/me: who the credentials belong to and which projects they see. Costs no query quota. */
import { SandboxError } from "../errors";
import type { RouteFamily } from "../types";

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
            [organization.id]: { id: organization.id, name: organization.name, role: account.role },
          },
          projects: Object.fromEntries(
            visible.map((project) => [
              project.id,
              {
                id: project.id,
                name: project.name,
                organization_id: organization.id,
                timezone: "UTC",
                role: project.members.get(account.id),
                domain: project.residency,
                workspaces: { [project.workspaceId]: { id: project.workspaceId, name: "All Project Data" } },
              },
            ]),
          ),
        },
      };
    },
  );
};
