import { input } from "@prismatic-io/spectral";
import { id, text } from "./clean";

export const project_id = input({
  label: "Project ID",
  type: "string",
  required: false,
  placeholder: "Project ID",
  example: "1234567",
  comments:
    "The project to work on. Find it in Mixpanel under Project Settings > Overview. Leave it empty to use the connection's Default Project ID.",
  clean: id("Project ID"),
});

export const workspace_id = input({
  label: "Workspace ID",
  type: "string",
  required: false,
  placeholder: "Workspace ID",
  example: "7654321",
  comments:
    "The workspace (data view) to query, for projects that have several. It is the number after /view/ in the address of a report. Leave it empty to use the connection's Default Workspace ID.",
  clean: id("Workspace ID"),
});

export const organization_id = input({
  label: "Organization ID",
  type: "string",
  required: false,
  placeholder: "Organization ID",
  example: "1234567",
  comments:
    "The organization to work on. The Test Connection action shows the ID of the project's organization. Leave it empty to use the connection's Default Organization ID.",
  clean: id("Organization ID"),
});

export const project_token = input({
  label: "Project Token",
  type: "string",
  required: false,
  placeholder: "Project Token",
  example: "0123456789abcdef0123456789abcdef",
  comments:
    "The token of the project that receives the data. Find it in Mixpanel under Project Settings > Access Keys. Leave it empty to use the connection's Project Token.",
  clean: text("Project Token"),
});

export const useProjectToken = input({
  label: "Use Project Token",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "Kept so that existing integrations go on working; it has no effect. Mixpanel takes only a service account here, and the connection's is used.",
  clean: () => undefined,
});
