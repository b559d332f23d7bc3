/** What the page and its server say to each other, as JSON. Secrets are masked before they come here. */

/** Where requests go. */
export interface TargetState {
  kind: "sandbox" | "project";
  /** Describes the place for people, without a secret. */
  place: string;
  projectId: string;
  /** Whether the server can move the sandbox's time: it can if the sandbox runs in its own process. */
  movesTime: boolean;
}

/** An action, data source or trigger in a list. */
export interface Listed {
  key: string;
  label: string;
  description: string;
}

export interface ListedAction extends Listed {
  /** False if it changes data or uses a scarce quota. */
  isSafe: boolean;
}

export interface ListedTrigger extends Listed {
  isPolling: boolean;
}

/** `GET /api/state` */
export interface State {
  version: string;
  target: TargetState;
  families: { title: string; actions: ListedAction[] }[];
  triggers: ListedTrigger[];
}

/** One input as the component declares it. */
export interface Field {
  key: string;
  label: string;
  /** string, text, password, boolean, code, data, structuredObject, dynamicObject … */
  type: string;
  required?: boolean | undefined;
  default?: unknown;
  /** valuelist or keyvaluelist */
  collection?: string | undefined;
  language?: string | undefined;
  placeholder?: string | undefined;
  example?: string | undefined;
  comments?: string | undefined;
  /** The key of a data source that offers the choices. */
  dataSource?: string | undefined;
  model?: { label: string; value: string }[] | undefined;
}

/** An input, a group of inputs (structuredObject), or a choice among several groups (dynamicObject). */
export interface Entry extends Field {
  inputs?: (Field & { inputs?: Field[] | undefined })[] | undefined;
}

/** `GET /api/actions/:key` and `GET /api/triggers/:key`: the form, without inputs for a connection. */
export interface Form extends Listed {
  entries: Entry[];
  /** Inputs that work on the sandbox's sample, by key. */
  example: Record<string, unknown>;
  /** Actions to run first: the example names what they return. */
  exampleNeeds: { key: string; label: string }[];
  /** A result as the step's output is documented. */
  examplePayload: unknown;
  isSafe: boolean;
  /** Whether the form has Validate Only. */
  validatesOnly: boolean;
}

/** What a form holds, by the key of the input: groups are flat. A file is {@link FileValue}. */
export type Inputs = Record<string, unknown>;

/** A file that was dropped on an input. */
export interface FileValue {
  file: { name: string; contentType: string; base64: string };
}

/** `POST /api/choices`: the choices that a data source offers, asked with the inputs that it names. */
export interface ChoicesRequest {
  dataSource: string;
  inputs: Inputs;
}
export interface Choices {
  choices: { label: string; value: string }[];
}

/** `POST /api/runs`: the response is a stream of {@link RunEvent}. Closing it stops the run: nothing more is sent. */
export interface RunRequest {
  action: string;
  inputs: Inputs;
  /** The user agreed that a real project is written to. Without it, such a run is refused with status 409. */
  isConfirmed?: boolean | undefined;
}

/** One HTTP request of a run, and its response. Comes twice: when it is sent, and when it is answered. */
export interface Exchange {
  id: number;
  /** 1 for the first; more for a retry of the same request. */
  attempt: number;
  method: string;
  /** The host that Mixpanel has for this request. */
  host: string;
  /** Where it was sent if not to that host: the sandbox, or a proxy. */
  sentTo?: string | undefined;
  /** Path and query, secrets masked. */
  path: string;
  headers: Record<string, string>;
  /** Bodies as text after inflating, secrets masked, up to 64 KB of each; undefined if there is none, or it is not text. */
  body?: string | undefined;
  bodyBytes: number;
  status?: number | undefined;
  responseHeaders?: Record<string, string> | undefined;
  response?: string | undefined;
  responseBytes?: number | undefined;
  /** Why there is no response. */
  error?: string | undefined;
  ms?: number | undefined;
  /** The request as a command, with credentials from environment variables. */
  curl: string;
}

/** What a run cost. */
export interface Cost {
  ms: number;
  requests: number;
  retries: number;
  /** The documented limits that it counted toward, such as `query`: 1 of 60 an hour. */
  quota: { limit: string; used: number; of: string }[];
}

/** The same run elsewhere. */
export interface Snippets {
  command: string;
  codeNative: string;
}

export interface Failure {
  name: string;
  message: string;
  /** Status, code and the like of the component's errors. */
  details: Record<string, unknown>;
}

export type RunEvent =
  | { type: "started"; id: number; at: string; snippets: Snippets }
  | { type: "log"; level: string; message: string }
  | { type: "exchange"; exchange: Exchange }
  /** `isShortened`: only the beginning is shown, as the result is larger than a page can hold. */
  | { type: "result"; data: unknown; isShortened: boolean }
  | { type: "failure"; failure: Failure }
  | { type: "ended"; cost: Cost };

/** `GET /api/runs`: the latest runs, newest first. They are kept in memory only. */
export interface PastRun {
  id: number;
  at: string;
  action: string;
  label: string;
  /** Of files, and of texts of more than 100,000 characters, only `{ file: { name } }`. Secrets are left out. */
  inputs: Inputs;
  ok: boolean;
  cost: Cost;
}

/** `POST /api/triggers/:key/simulate`: the response is a stream of {@link SimulationEvent}. Only with a sandbox. */
export interface SimulationRequest {
  inputs: Inputs;
  /** Of a polling trigger: poll once, or change what it looks for and do not poll. Without it, all of a simulation. */
  step?: "poll" | "change" | undefined;
  /** Of a cohort sync. */
  members?: number | undefined;
  pageSize?: number | undefined;
  /** Syncs after the first one, half an hour apart. */
  laterSyncs?: number | undefined;
  shuffle?: boolean | undefined;
  /** Pages by number, counted from 1, that Mixpanel sends twice, late, or never. */
  duplicate?: number[] | undefined;
  resend?: number[] | undefined;
  drop?: number[] | undefined;
  /** Of a polling trigger: polls after the first one. */
  polls?: number | undefined;
  batch?: number | undefined;
}

export type SimulationEvent =
  | { type: "note"; at: string; text: string }
  /** Mixpanel's call of a webhook: what came, what the trigger answered, and which branch the flow takes. */
  | { type: "delivery"; at: string; request: unknown; status: number; response: unknown; branch?: string | undefined }
  /** A push of a cohort sync has ended: all calls with one set of members. Pages are counted from 1. */
  | {
      type: "push";
      at: string;
      action: string;
      members: number;
      pages: number;
      /** delivered, failed or paused, as Mixpanel sees it; lost pages count as delivered. */
      result: string;
      error: string | null;
      lost: number[];
      late: number[];
    }
  /** What changed in the sandbox before a poll. */
  | { type: "change"; at: string; action: string; inputs: Inputs }
  | { type: "poll"; at: string; round: number; pages: number; executions: number; before: unknown; after: unknown }
  /** What the next step of the flow gets. */
  | { type: "execution"; at: string; payload: unknown }
  | { type: "exchange"; exchange: Exchange }
  | { type: "failure"; failure: Failure }
  | { type: "ended"; ok: boolean };

/**
 * `GET /api/triggers/:key/session`, and `POST /api/triggers/:key/reset`, which forgets the states: what the platform would keep for the flow
 * from one simulation to the next.
 */
export interface TriggerSession {
  states: { instanceState: unknown; crossFlowState: unknown };
  /** Number of polls from these states. */
  polls: number;
  /** A command that runs the trigger against a real project. */
  command: string;
}

/** `GET /api/clock` and `POST /api/clock`: how far the sandbox, and the component with it, are ahead of real time. */
export interface ClockState {
  now: string;
  movedMs: number;
}
