/** The published client of the connection that a run uses, for commands that no action can serve: progress, Ctrl-C, files of any size. */
import { type ClientOptions, MixpanelClient, parseApiHost, parseResidency } from "mixpanel-connector/client";
import type { Target } from "./connection";

/** What a command says of its run. */
export interface RunOptions extends Pick<ClientOptions, "rateShare"> {
  log?: NonNullable<ClientOptions["transport"]>["log"];
  /** The run ends after so many minutes. No limit by default. */
  timeLimitMinutes?: number;
}

const MINUTE_MS = 60_000;

/**
 * Makes the client for a target.
 *
 * @throws Error that names the wrong field of the connection
 */
export function clientOf({ connection: { fields } }: Target, { log, timeLimitMinutes, rateShare }: RunOptions) {
  const field = (key: string) => fields[key]?.trim() || undefined;
  const [written = "US", apiHost] = [field("residency"), field("apiHost")];
  const residency = parseResidency(written);
  if (residency === undefined) throw new Error(`MIXPANEL_RESIDENCY is "${written}". Use US, EU or IN.`);
  const minutes = timeLimitMinutes ?? Number(field("timeLimit") ?? 0);
  return new MixpanelClient({
    credentials: {
      username: field("username"),
      password: field("password"),
      projectToken: field("projectToken"),
      gdprToken: field("gdprToken"),
    },
    residency,
    projectId: field("projectId"),
    workspaceId: field("workspaceId"),
    organizationId: field("organizationId"),
    apiHost: apiHost === undefined ? undefined : parseApiHost(apiHost),
    rateShare,
    transport: { log, ...(minutes > 0 && { deadline: Date.now() + minutes * MINUTE_MS }) },
  });
}
