import { connection } from "@prismatic-io/spectral";

export const apiToken = connection({
  key: "apiToken",
  display: {
    label: "API Key",
    description:
      "A Mixpanel service account, a project token, or both. The service account is required to import events, read and manage data; the token to track events and to change profiles, groups and identities.",
    icons: { avatarPath: "icon.png" },
  },
  inputs: {
    username: {
      label: "Username",
      type: "string",
      required: false,
      placeholder: "my-integration.a1b2c3.mp-service-account",
      example: "my-integration.a1b2c3.mp-service-account",
      comments:
        "User name of a service account. Create one in Mixpanel under Organization Settings > Service Accounts.",
    },
    password: {
      label: "Password",
      type: "password",
      required: false,
      placeholder: "Service account secret",
      example: "0123456789abcdefghijklmnopqrstuv",
      comments: "Secret of the service account. Mixpanel shows it only once, when the account is created.",
    },
    projectToken: {
      label: "Project Token",
      type: "password",
      required: false,
      placeholder: "Project token",
      example: "0123456789abcdef0123456789abcdef",
      comments:
        "Token of the project that receives events and profiles. Find it in Mixpanel under Project Settings > Access Keys.",
    },
    residency: {
      label: "Data Residency",
      type: "string",
      required: false,
      default: "US",
      model: [
        { label: "United States", value: "US" },
        { label: "European Union", value: "EU" },
        { label: "India", value: "IN" },
      ],
      comments:
        "Where the project's data is stored. Find it in Mixpanel under Project Settings > Overview. If it is wrong, requests fail, and tracked events are lost without an error.",
    },
    projectId: {
      label: "Default Project ID",
      type: "string",
      required: false,
      placeholder: "1234567",
      example: "1234567",
      comments:
        "The project that steps use unless they specify another one. Find it in Mixpanel under Project Settings > Overview.",
    },
    workspaceId: {
      label: "Default Workspace ID",
      type: "string",
      required: false,
      placeholder: "7654321",
      example: "7654321",
      comments:
        "The workspace (data view) that steps use unless they specify another one. Feature flags and experiments need one, queries only in projects with several. It is the number after /view/ in the address of a report.",
    },
    organizationId: {
      label: "Default Organization ID",
      type: "string",
      required: false,
      placeholder: "1234567",
      example: "1234567",
      comments:
        "The organization that steps use unless they specify another one. The Test Connection action shows the ID of the project's organization.",
    },
    gdprToken: {
      label: "GDPR Token",
      type: "password",
      required: false,
      placeholder: "OAuth token for privacy requests",
      example: "0123456789abcdefghijklmnopqrstuv",
      comments:
        "Personal token for privacy requests (retrievals and deletions). Create one in Mixpanel under Profile > Data & Privacy; it expires after a year. Only data retrievals and deletions, Test Connection and Raw Request use it.",
    },
    integrationId: {
      label: "Integration ID",
      type: "string",
      required: false,
      placeholder: "acme-crm",
      example: "acme-crm",
      comments:
        "Name of the company or product that sends the data. Every request sends it as a header, and every event as $source. If it is empty, the header names this connector and events are not changed.",
    },
    maxRetries: {
      label: "Max Retries",
      type: "string",
      required: false,
      default: "5",
      placeholder: "5",
      example: "5",
      comments:
        "Maximum number of retries after a temporary failure (rate limit, outage, network error), from 0 to 20. A request is retried for at most 5 minutes, and a write only if a retry creates no duplicates.",
    },
    longestWait: {
      label: "Max Retry Delay (seconds)",
      type: "string",
      required: false,
      default: "60",
      placeholder: "60",
      example: "60",
      comments:
        "Maximum delay before a retry, from 1 to 300 seconds, plus up to 5 seconds of random jitter. If Mixpanel asks for a longer delay (Retry-After), the step fails and says when to try again. Without such a request, the delay doubles from 2 to at most 60 seconds, so a value above 60 only matters for Retry-After.",
    },
    rateShare: {
      label: "Rate Share (%)",
      type: "string",
      required: false,
      placeholder: "75",
      example: "50",
      comments:
        "Share of the project's documented rate limits that steps may use, in percent from 1 to 100, so that other systems can use the rest. The limits are: queries (60 per hour, 5 at once), exports (60 per hour, 3 per second), Lexicon (5 per minute), privacy requests (1 per second) and ingestion (30,000 events per second, 2 GB per minute). Requests are counted per project by each process that runs steps. A step waits for its turn; if that would take longer than Max Retry Delay, it fails and says when to run it again. If it is empty, steps wait for a near turn within 75 % (100 % for ingestion), but none fails before Mixpanel itself refuses its first request.",
    },
    timeLimit: {
      label: "Time Limit (minutes)",
      type: "string",
      required: false,
      default: "13",
      placeholder: "13",
      example: "13",
      comments:
        "Maximum duration of a step in minutes, including retries, from 1 to 1440; 0 for no limit. When it is reached, a step that sends records or copies events returns where to continue; other steps fail. The platform ends an execution after 15 minutes.",
    },
    apiHost: {
      label: "Custom API Host",
      type: "string",
      required: false,
      placeholder: "http://localhost:8787",
      example: "https://proxy.example.com/{host}",
      comments:
        "Host to call instead of Mixpanel's: a proxy (https), or a local sandbox (http on localhost). {host} is replaced by the Mixpanel host. The custom host receives the credentials. Leave it empty to call Mixpanel directly.",
    },
  },
});
