/** The wizard that a customer fills in before the integration is activated for them. */
import { configPage, configVar, connectionConfigVar, input } from "@prismatic-io/spectral";
import { hidden } from "../../common/wizard";
import { mixpanelApiToken } from "./manifests/mixpanel/connections/apiToken";

export const configPages = {
  Connections: configPage({
    tagline: "How this integration calls Mixpanel, and your own system",
    elements: {
      _mixpanel:
        "<h2>Mixpanel</h2>A service account that may read the project, the project's ID and token, and a GDPR token: create it in Mixpanel under Profile > Data & Privacy. It belongs to one person and expires after a year.",
      "Mixpanel Connection": mixpanelApiToken("mixpanel-connection", {
        workspaceId: hidden(),
        organizationId: hidden(),
        integrationId: hidden(),
        maxRetries: hidden("5"),
        longestWait: hidden("60"),
        rateShare: hidden("75"),
        timeLimit: hidden("10"),
        apiHost: hidden(),
      }),
      _system: "<h2>Your system</h2>It keeps the requests, and receives archives and evidence.",
      "Endpoint Access": connectionConfigVar({
        stableKey: "endpoint-access",
        dataType: "connection",
        inputs: {
          apiKey: input({ label: "API Key", type: "password", required: true }),
          evidenceKey: input({
            label: "Evidence Key",
            type: "password",
            required: true,
            comments:
              "A long random text of your choice. E-mails and IDs are hashed with it in the evidence. Keep it: with it, you can show later that a record is about a person.",
          }),
        },
      }),
      Endpoint: configVar({
        stableKey: "endpoint",
        dataType: "string",
        description: "The https address of your system, such as https://api.example.com/privacy",
      }),
    },
  }),
  Requests: configPage({
    tagline: "How requests are processed",
    elements: {
      Regulation: configVar({
        stableKey: "regulation",
        dataType: "picklist",
        pickList: ["GDPR", "CCPA"],
        defaultValue: "GDPR",
        description:
          "Applies to requests that do not name one. An archive under CCPA has the data of the last year only.",
      }),
      "E-mail Properties": configVar({
        stableKey: "email-properties",
        dataType: "string",
        defaultValue: "$email, email",
        description: "The profile properties that hold e-mails, with commas between them.",
      }),
      "Event Days": configVar({
        stableKey: "event-days",
        dataType: "string",
        defaultValue: "30",
        description:
          "How many of the last days of events are searched for other IDs of a person, such as those of devices. A search exports them up to 3 times, of 60 exports per hour.",
      }),
      "Check Again After": configVar({
        stableKey: "check-again-after",
        dataType: "string",
        defaultValue: "7",
        description: "How many days after an erasure it is checked again whether data of the person has come back.",
      }),
      _next:
        "<h2>Next</h2>After you activate the integration, copy the URL and the API key of the flow Receive Request into the system that takes privacy requests.",
    },
  }),
};
