import type { Auth } from "../credentials";
import type { Endpoint } from "../endpoint";
import { InputError, MixpanelAuthError } from "../errors";
import { type Parameter, placesOf } from "./parameters";

/** The project, workspace and organization of requests that do not name their own. */
export interface DefaultIds {
  projectId?: string;
  workspaceId?: string;
  organizationId?: string;
}

const DEFAULTS = [
  { name: "project_id", option: "projectId", label: "Project ID" },
  { name: "workspace_id", option: "workspaceId", label: "Workspace ID" },
  { name: "organization_id", option: "organizationId", label: "Organization ID" },
] as const;

/**
 * Adds the client's default project, workspace and organization to the parameters of a request, if the row accepts them and the request
 * does not name its own.
 *
 * @throws MixpanelAuthError if a service account is used without a project ID; InputError if another ID in the path is missing
 */
export function withDefaultIds(
  endpoint: Endpoint,
  auth: Auth,
  parameters: Readonly<Record<string, Parameter>>,
  defaults: DefaultIds,
): Record<string, Parameter> {
  const { operation } = endpoint;
  const places = placesOf(endpoint);
  const filled = { ...parameters };
  for (const { name, option, label } of DEFAULTS) {
    const own = places.filter((place) => place.name === name);
    if (own.length === 0) continue;
    filled[name] = parameters[name] ?? defaults[option];
    if (filled[name] !== undefined) continue;
    if (name === "project_id" && auth === "serviceAccount") {
      throw new MixpanelAuthError({
        operation,
        message: `${operation} was not sent: the project ID is missing. Fill in the Project ID of the step or the Default Project ID of the connection, because a service account can have several projects. Find the ID in Mixpanel under Project Settings > Overview.`,
      });
    }
    if (own.some((place) => place.in === "path")) {
      throw new InputError({
        input: label,
        got: "nothing",
        expected: "a number such as 1234567",
        fix: `Fill in the ${label} of the step, or the Default ${label} of the connection.`,
      });
    }
  }
  return filled;
}
