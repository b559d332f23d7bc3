import { connection } from "@prismatic-io/spectral";

export const apiToken = connection({
  key: "apiToken",
  display: {
    label: "API Key",
    description:
      "A Mixpanel service account, a project token, or both. Importing events, reading and managing need the service account; tracking events, profiles, groups and identities need the token.",
    icons: { avatarPath: "icon.png" },
  },
  inputs: {
    username: {
      label: "Username",
      type: "string",
      required: false,
      placeholder: "my-integration.a1b2c3.mp-service-account",
      example: "my-integration.a1b2c3.mp-service-account",
      comments: "User name of a service account. Make one in Mixpanel under Organization Settings > Service Accounts.",
    },
    password: {
      label: "Password",
      type: "password",
      required: false,
      placeholder: "Service account secret",
      example: "0123456789abcdefghijklmnopqrstuv",
      comments: "Secret of the service account. Mixpanel shows it once, when the account is made.",
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
        "Where the project's data lives. Find it in Mixpanel under Project Settings > Overview. A wrong one answers with an error, or loses the data.",
    },
    projectId: {
      label: "Default Project ID",
      type: "string",
      required: false,
      placeholder: "1234567",
      example: "1234567",
      comments:
        "The project that steps work on unless they name another. Find it in Mixpanel under Project Settings > Overview.",
    },
    workspaceId: {
      label: "Default Workspace ID",
      type: "string",
      required: false,
      placeholder: "7654321",
      example: "7654321",
      comments:
        "The workspace (data view) that queries use unless they name another. Only projects with several need it. It is the number after /view/ in the address of a report.",
    },
    organizationId: {
      label: "Default Organization ID",
      type: "string",
      required: false,
      placeholder: "1234567",
      example: "1234567",
      comments:
        "The organization that steps work on unless they name another. The Test Connection action shows the ID of the project's organization.",
    },
    gdprToken: {
      label: "GDPR Token",
      type: "password",
      required: false,
      placeholder: "OAuth token for privacy requests",
      example: "0123456789abcdefghijklmnopqrstuv",
      comments:
        "Personal token for privacy requests (retrievals and deletions). Make one in Mixpanel under Profile > Data & Privacy; it expires after a year.",
    },
    integrationId: {
      label: "Integration ID",
      type: "string",
      required: false,
      placeholder: "acme-crm",
      example: "acme-crm",
      comments:
        "Name of the company or solution that sends the data, as Mixpanel should see it. It is sent as a header with every request, and as $source with every event. Leave it empty to name this connector in the header and to leave events as they are.",
    },
    maxRetries: {
      label: "Most Retries",
      type: "string",
      required: false,
      default: "5",
      placeholder: "5",
      example: "5",
      comments:
        "How often a request is repeated after a failure that passes (limits, outages, broken connections); 0 for never, at most 20.",
    },
    longestWait: {
      label: "Longest Wait",
      type: "string",
      required: false,
      default: "60",
      placeholder: "60",
      example: "60",
      comments:
        "The longest wait before a repetition, in seconds, from 1 to 300, to which up to 5 random seconds come. Where Mixpanel asks for a longer one, the step fails and says when to come back.",
    },
    rateShare: {
      label: "Rate Share (%)",
      type: "string",
      required: false,
      placeholder: "75",
      example: "50",
      comments:
        "Share of the project's documented rate limits that steps may use, in percent from 1 to 100, so that other systems can use the rest: queries (60 per hour, 5 at once), exports (60 per hour, 3 per second), Lexicon (5 per minute), privacy requests (1 per second) and ingestion (30,000 events per second, 2 GB per minute). Requests are counted per project by each process that runs steps. A step waits for its turn; if the wait is longer than the longest wait, it fails and says when to run it again. Leave it empty for 75, and 100 for ingestion; a step that has begun may then use the rest of the limit to finish.",
    },
    timeLimit: {
      label: "Time Limit (minutes)",
      type: "string",
      required: false,
      default: "13",
      placeholder: "13",
      example: "13",
      comments:
        "Minutes after which a step ends, with retries and waits included, from 1 to 1440. A step that sends records or copies events then returns where to continue; other steps fail. The platform itself ends an execution after 15 minutes. 0 for no limit.",
    },
    apiHost: {
      label: "Custom API Host",
      type: "string",
      required: false,
      placeholder: "http://localhost:8787",
      example: "https://proxy.example.com/{host}",
      comments:
        "Called in place of Mixpanel's hosts: a proxy of one's own (https), or a local sandbox (http on localhost). {host} stands for the Mixpanel host that would have been called. It receives the credentials. Leave it empty for Mixpanel itself.",
    },
  },
});
