/** The wizard that a customer fills in before the integration is activated for them. */
import { configPage, configVar } from "@prismatic-io/spectral";
import { hidden } from "../../common/wizard";
import { mixpanelApiToken } from "./manifests/mixpanel/connections/apiToken";
import { mixpanelProjects } from "./manifests/mixpanel/dataSources/projects";

export const configPages = {
  Mixpanel: configPage({
    tagline: "The project that gets the rows",
    elements: {
      "Mixpanel Connection": mixpanelApiToken("mixpanel-connection", {
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
      Project: mixpanelProjects("project", { connection: { configVar: "Mixpanel Connection" } }),
    },
  }),
  Warehouse: configPage({
    tagline: "Where the rows come from",
    elements: {
      "Warehouse File": configVar({
        stableKey: "warehouse-file",
        dataType: "string",
        description: "The DuckDB file with the tables orders and customers",
      }),
      "Rows Per Batch": configVar({
        stableKey: "rows-per-batch",
        dataType: "string",
        defaultValue: "20000",
        description: "Rows that one execution sends",
      }),
      "Max Removed Percent": configVar({
        stableKey: "max-removed-percent",
        dataType: "string",
        defaultValue: "10",
        description:
          "If a larger part of the customers is missing in the table, the flow stops before it deletes any profile",
      }),
    },
  }),
};
