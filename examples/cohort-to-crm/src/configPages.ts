/** The wizard that a customer fills in before the integration is activated for them. */
import { configPage, configVar, connectionConfigVar, input } from "@prismatic-io/spectral";
import { hidden } from "../../common/wizard";
import { mixpanelApiToken } from "./manifests/mixpanel/connections/apiToken";
import { mixpanelWebhookCredentials } from "./manifests/mixpanel/connections/webhookCredentials";
import { mixpanelCohorts } from "./manifests/mixpanel/dataSources/cohorts";
import { mixpanelProjects } from "./manifests/mixpanel/dataSources/projects";

export const configPages = {
  Connections: configPage({
    tagline: "How this integration calls Mixpanel, and how Mixpanel calls it",
    elements: {
      _mixpanel: "<h2>Mixpanel</h2>A service account that may read the project and import events into it.",
      "Mixpanel Connection": mixpanelApiToken("mixpanel-connection", {
        projectToken: hidden(),
        projectId: hidden(),
        workspaceId: hidden(),
        organizationId: hidden(),
        gdprToken: hidden(),
        integrationId: hidden(),
        maxRetries: hidden("5"),
        longestWait: hidden("60"),
        rateShare: hidden(),
        timeLimit: hidden("13"),
        apiHost: hidden(),
      }),
      _webhook: "<h2>Webhook</h2>Choose a user name and a long password. You will enter the same ones in Mixpanel.",
      "Webhook Credentials": mixpanelWebhookCredentials("webhook-credentials", {
        username: { value: "mixpanel" },
        password: { value: "" },
      }),
    },
  }),
  Cohort: configPage({
    tagline: "The cohort to keep in the CRM",
    elements: {
      Project: mixpanelProjects("project", { connection: { configVar: "Mixpanel Connection" } }),
      Cohort: mixpanelCohorts("cohort", {
        connection: { configVar: "Mixpanel Connection" },
        project_id: { configVar: "Project" },
      }),
    },
  }),
  CRM: configPage({
    tagline: "Where the members go",
    elements: {
      "CRM Endpoint": configVar({
        stableKey: "crm-endpoint",
        dataType: "string",
        description: "The address of the segment in the CRM, such as https://crm.example.com/segments/power-users",
      }),
      "CRM Access": connectionConfigVar({
        stableKey: "crm-access",
        dataType: "connection",
        inputs: { apiKey: input({ label: "API Key", type: "password", required: true }) },
      }),
      "CRM Record ID": configVar({
        stableKey: "crm-record-id",
        dataType: "picklist",
        pickList: ["Distinct ID", "Email"],
        defaultValue: "Distinct ID",
        description: "What identifies a member in the CRM. With Email, members without an email are left out.",
      }),
      _next:
        "<h2>Next</h2>After you activate the integration, copy the URL of the flow Sync Cohort. In Mixpanel, add a custom webhook with this URL and the user name and password from the first page, and sync the cohort to it.",
    },
  }),
};
