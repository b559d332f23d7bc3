import { isRecord, type JsonObject } from "../records/json";

/** The user of a service account, as far as Mixpanel says. */
export interface User {
  id?: string | number;
  name?: string;
  email?: string;
}

interface Named {
  id: string;
  name: string;
}

/** What `/api/app/me` says about a service account. */
export interface Me {
  user: User;
  /** Projects that it can access. */
  projects: Named[];
  organizations: Named[];
  /** Workspaces of its projects, each perhaps twice; `project` is undefined if the response does not say. */
  workspaces: (Named & { project: string | undefined })[];
  /** The organization of a project. Null if the response does not say. */
  organizationOf(projectId: string | undefined): { id: string; name: string } | null;
  /** The time zone of a project, an IANA name. Undefined where the response does not say. */
  timeZoneOf(projectId: string): string | undefined;
  /**
   * Whether a workspace belongs to the project, or to any project if none is given. Null if the response lists no workspaces of the
   * project.
   */
  hasWorkspace(workspaceId: string, projectId: string | undefined): boolean | null;
}

const records = (value: unknown): [string, JsonObject][] =>
  isRecord(value) ? Object.entries(value).map(([key, entry]) => [key, isRecord(entry) ? entry : {}]) : [];

const textOf = (value: unknown) => (typeof value === "string" ? value : "");
const idOf = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : undefined);

const named = ([id, { name }]: [string, JsonObject]): Named => ({ id, name: textOf(name) });

function userOf({ user_id: id, user_name: name, user_email: email }: JsonObject): User {
  return {
    ...(typeof id === "string" || typeof id === "number" ? { id } : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof email === "string" ? { email } : {}),
  };
}

/** Reads the response of `/api/app/me`. It is not in Mixpanel's reference, so a missing field is left empty. */
export function readMe(response: unknown): Me {
  const results = isRecord(response) && isRecord(response.results) ? response.results : {};
  const projects = records(results.projects);
  const workspaces = [
    ...records(results.workspaces).map(([id, { name, project_id }]) => ({
      id,
      name: textOf(name),
      project: idOf(project_id),
    })),
    // Some responses list workspaces within their project.
    ...projects.flatMap(([project, entry]) =>
      records(entry.workspaces).map(([id, { name }]) => ({ id, name: textOf(name), project })),
    ),
  ];
  return {
    user: userOf(results),
    projects: projects.map(named),
    organizations: records(results.organizations).map(named),
    workspaces,
    organizationOf: (projectId) => {
      const id = idOf(projects.find(([key]) => key === projectId)?.[1].organization_id);
      const organization = records(results.organizations).find(([key]) => key === id)?.[1];
      return id === undefined ? null : { id, name: textOf(organization?.name) };
    },
    timeZoneOf: (projectId) => textOf(projects.find(([key]) => key === projectId)?.[1].timezone) || undefined,
    hasWorkspace: (workspaceId, projectId) => {
      const ofProject = ({ project }: { project: string | undefined }) =>
        projectId === undefined || project === undefined || project === projectId;
      const known = workspaces.filter(({ id }) => id === workspaceId);
      if (known.length === 0 && !workspaces.some(ofProject)) return null;
      return known.some(ofProject);
    },
  };
}
