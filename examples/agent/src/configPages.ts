import { configPage } from "@prismatic-io/spectral";
import { mixpanelApiToken } from "./manifests/mixpanel/connections/apiToken";

export const configPages = {
  Connections: configPage({
    elements: {
      "Mixpanel Connection": mixpanelApiToken("mixpanel-connection", {}),
    },
  }),
};
