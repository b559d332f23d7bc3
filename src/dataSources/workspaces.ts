import { project_id } from "../inputs/project";
import { residencies } from "../inputs/residency";
import { readMe } from "../mixpanel/connection/me";
import { testConnection as endpoint } from "../mixpanel/endpoints/account";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const workspaces = definePicklist({
  endpoint,
  label: "Select Workspace",
  description:
    "Lists the project's workspaces (data views), or those of all projects if none is chosen. Uses no query of the hourly limit",
  inputs: { project_id, ...residencies },
  byHand:
    "If the list cannot be loaded, type the workspace's ID: it is the number after /view/ in the address of any report in Mixpanel.",
  example: [{ key: "7654321", label: "All Project Data" }],
  choices: (response, { projectId }) => {
    const me = readMe(response);
    const nameOf = (project: string | undefined) => me.projects.find(({ id }) => id === project)?.name ?? project;
    return me.workspaces
      .filter(({ project }) => projectId === undefined || project === undefined || project === projectId)
      .flatMap(({ id, name, project }) => choice(id, name, projectId === undefined ? nameOf(project) : undefined));
  },
});
