import { isRecord, type JsonObject } from "../records/json";

/** Whose service account it is, as far as Mixpanel says. */
export interface User {
  id?: string | number;
  name?: string;
  email?: string;
}

/** What `/api/app/me` says of a service account. */
export interface Me {
  user: User;
  /** Projects that it may use. */
  projects: { id: string; name: string }[];
  /** The organization that a project belongs to. Null where the response does not say. */
  organizationOf(projectId: string | undefined): { id: string; name: string } | null;
  /**
   * Whether a workspace belongs to the project, or to any where none is given. Null where the response lists no workspaces of the
   * project.
   */
  hasWorkspace(workspaceId: string, projectId: string | undefined): boolean | null;
}

const records = (value: unknown): [string, JsonObject][] =>
  isRecord(value) ? Object.entries(value).map(([key, entry]) => [key, isRecord(entry) ? entry : {}]) : [];

const textOf = (value: unknown) => (typeof value === "string" ? value : "");
const idOf = (value: unknown) => (typeof value === "string" || typeof value === "number" ? String(value) : undefined);

function userOf({ user_id: id, user_name: name, user_email: email }: JsonObject): User {
  return {
    ...(typeof id === "string" || typeof id === "number" ? { id } : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof email === "string" ? { email } : {}),
  };
}

/** Reads the response of `/api/app/me`, which is not in Mixpanel's reference: whatever it lacks is left empty. */
export function readMe(response: unknown): Me {
  const results = isRecord(response) && isRecord(response.results) ? response.results : {};
  const projects = records(results.projects);
  const workspaces = [
    ...records(results.workspaces).map(([id, { project_id }]) => ({ id, project: idOf(project_id) })),
    // Some responses list them below their project.
    ...projects.flatMap(([project, entry]) => records(entry.workspaces).map(([id]) => ({ id, project }))),
  ];
  return {
    user: userOf(results),
    projects: projects.map(([id, { name }]) => ({ id, name: textOf(name) })),
    organizationOf: (projectId) => {
      const id = idOf(projects.find(([key]) => key === projectId)?.[1].organization_id);
      const organization = records(results.organizations).find(([key]) => key === id)?.[1];
      return id === undefined ? null : { id, name: textOf(organization?.name) };
    },
    hasWorkspace: (workspaceId, projectId) => {
      const ofProject = ({ project }: { project: string | undefined }) =>
        projectId === undefined || project === undefined || project === projectId;
      const known = workspaces.filter(({ id }) => id === workspaceId);
      if (known.length === 0 && !workspaces.some(ofProject)) return null;
      return known.some(ofProject);
    },
  };
}
