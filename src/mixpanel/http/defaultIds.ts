import type { Auth } from "../credentials";
import type { Endpoint } from "../endpoint";
import { InputError, MixpanelAuthError } from "../errors";
import { type Parameter, placesOf } from "./parameters";

/** The project, workspace and organization that calls are made for unless they name another. */
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
 * The parameters of a call, with the client's own project, workspace and organization where the row takes them and the call names none.
 *
 * @throws MixpanelAuthError for a service account without a project, which it needs everywhere; InputError for another ID that the path
 * needs and nobody named
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
        message: `${operation} was not sent: a service account works on one project at a time, and neither the Project ID input nor the connection's Default Project ID is filled in. Find it in Mixpanel under Project Settings > Overview.`,
      });
    }
    if (own.some((place) => place.in === "path")) {
      throw new InputError({
        input: label,
        got: "nothing",
        expected: "a number such as 1234567",
        fix: `Fill in the ${label} input, or the connection's Default ${label}.`,
      });
    }
  }
  return filled;
}
