import { idInput, textInput } from "./kinds";
import { noEffectInput } from "./noEffect";

export const project_id = idInput("Project ID", {
  dataSource: "projects",
  example: "1234567",
  comments:
    "The project to use. Find it in Mixpanel under Project Settings > Overview. Leave it empty to use the connection's Default Project ID.",
});

export const workspace_id = idInput("Workspace ID", {
  dataSource: "workspaces",
  example: "7654321",
  comments:
    "The workspace (data view) to use. Feature flags and experiments need one, queries only in projects with several. It is the number after /view/ in the address of a report. Leave it empty to use the connection's Default Workspace ID.",
});

export const organization_id = idInput("Organization ID", {
  dataSource: "organizations",
  example: "1234567",
  comments:
    "The organization to use. The Test Connection action shows the ID of the project's organization. Leave it empty to use the connection's Default Organization ID.",
});

export const project_token = textInput("Project Token", {
  example: "0123456789abcdef0123456789abcdef",
  comments:
    "The token of the project that receives the data. Find it in Mixpanel under Project Settings > Access Keys. Leave it empty to use the connection's Project Token.",
});

export const useProjectToken = noEffectInput.switch("Use Project Token", {
  why: "Mixpanel accepts only a service account here, so the connection's is used.",
});
