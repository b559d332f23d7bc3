import { component } from "@prismatic-io/spectral";
import * as actions from "./actions";
import { apiToken } from "./connections/apiToken";
import { webhookCredentials } from "./connections/webhookCredentials";
import * as dataSources from "./dataSources";
import { errorHook } from "./platform/errorHook";
import * as triggers from "./triggers";

export default component({
  key: "mixpanel",
  public: false,
  documentationUrl: "https://developer.mixpanel.com/reference/overview",
  display: {
    label: "Mixpanel",
    description: "Send, query and manage product analytics in Mixpanel",
    iconPath: "icon.png",
    category: "Application Connectors",
  },
  connections: [apiToken, webhookCredentials],
  actions,
  triggers,
  dataSources,
  hooks: { error: errorHook },
});
