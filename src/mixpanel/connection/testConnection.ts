import type { MixpanelClient } from "../client";
import { testConnection as endpoint } from "../endpoints/account";
import { MixpanelAuthError, MixpanelError } from "../errors";
import { baseUrl } from "../http/baseUrl";
import { RESIDENCIES, type Residency } from "../residency";
import {
  type CredentialCheck,
  checkGdprToken,
  checkProjectToken,
  isRefusal,
  MISSING,
  ONE_ATTEMPT,
  VALID,
} from "./credentialChecks";
import { type Me, readMe, type User } from "./me";

/** What a connection can do, found out without changing anything. */
export interface ConnectionReport {
  /** Whether the connection has no problem. */
  ok: boolean;
  /** What is wrong, and how to fix it. */
  problems: string[];
  credentials: Record<"service_account" | "project_token" | "gdpr_token", CredentialCheck>;
  user: User | null;
  /** Projects that the service account can access. */
  projects: { id: string; name: string }[];
  residency: Residency;
  /** Data residencies that accepted the service account, of those that were called. Null if a custom API host replaces all of them. */
  residencies_that_answer: Residency[] | null;
  project_id: string | null;
  /** Whether the service account can access the project. Null without a project ID. */
  project_found: boolean | null;
  /** The organization of the project. */
  organization: { id: string; name: string } | null;
  workspace_id: string | null;
  /** Whether the workspace belongs to the project. Null without a workspace ID, or if Mixpanel lists no workspaces. */
  workspace_found: boolean | null;
  has_service_account: boolean;
  has_project_token: boolean;
  has_gdpr_token: boolean;
}

export interface CheckOptions {
  /** Whether to send the service account to the other residencies' hosts too, to find those that accept it. */
  searchResidencies?: boolean;
}

/** Whether each residency has its own host: a custom API host without {host} replaces all of them. */
function distinctHosts({ options }: MixpanelClient): boolean {
  return new Set(RESIDENCIES.map((residency) => baseUrl(endpoint.host, residency, options.apiHost))).size > 1;
}

/** The other residencies that accept the service account. */
async function othersThatAccept(client: MixpanelClient): Promise<Residency[]> {
  const others = RESIDENCIES.filter((residency) => residency !== client.residency);
  const answers = await Promise.allSettled(
    others.map((residency) => client.inResidency(residency).call(endpoint, {}, ONE_ATTEMPT)),
  );
  // An error of another residency is not a problem of the connection.
  return others.filter((_, position) => answers[position]?.status === "fulfilled");
}

/** Reads the service account from the connection's own residency; with `search`, also calls the others. */
async function askWho(client: MixpanelClient, search: boolean): Promise<{ me: Me; others: Residency[] }> {
  try {
    const response = await client.call(endpoint, {});
    return { me: readMe(response), others: search ? await othersThatAccept(client) : [] };
  } catch (error) {
    if (!isRefusal(error, 401, 403)) throw error;
    const others = search ? await othersThatAccept(client) : [];
    const { operation, status } = error;
    const hint = search || !distinctHosts(client) ? "" : " Turn Search Residencies on to find one that accepts it.";
    const fix =
      others.length > 0
        ? `It is accepted in ${others.join(" and ")}: correct the Data Residency of the connection.`
        : `Check Username, Password and Data Residency of the connection.${hint}`;
    // Unlike other operations, this one needs no project, so the message does not mention it.
    const message = `${operation}: Mixpanel does not accept the service account in the ${client.residency} residency (${status}). ${fix}`;
    throw new MixpanelAuthError({ message, operation, status, cause: error });
  }
}

/** The value or error of a promise, so that Promise.all also waits for the other checks. */
function settled<T>(promise: Promise<T>): Promise<{ value: T } | { error: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

/** Adds the results for the tokens to the error of the service account. */
function withTokens(error: unknown, checks: Record<"project_token" | "gdpr_token", CredentialCheck>): unknown {
  if (!(error instanceof MixpanelError)) return error;
  const named = [["Project Token", "project_token"] as const, ["GDPR Token", "gdpr_token"] as const];
  for (const [name, key] of named) {
    const check = checks[key];
    if (check === MISSING[key]) continue;
    error.message += ` ${name}: ${check.status}${check.reason === null ? "." : ` (${check.reason.replace(/\.$/, "")}).`}`;
  }
  return error;
}

/**
 * Checks each credential of the client with Mixpanel. It changes nothing, counts toward no hourly limit, and calls only the client's own
 * residency unless `searchResidencies` is set.
 *
 * @param projectId the project that the service account must be a member of
 * @throws MixpanelError if the residency rejects the service account, or cannot be reached
 */
export async function checkConnection(
  client: MixpanelClient,
  projectId: string | undefined,
  { searchResidencies = false }: CheckOptions = {},
): Promise<ConnectionReport> {
  const { credentials, workspaceId } = client.options;
  const has = {
    has_service_account: credentials.username !== undefined && credentials.password !== undefined,
    has_project_token: credentials.projectToken !== undefined,
    has_gdpr_token: credentials.gdprToken !== undefined,
  };
  const distinct = distinctHosts(client);
  const [asked, project_token, gdpr_token] = await Promise.all([
    has.has_service_account ? settled(askWho(client, searchResidencies && distinct)) : undefined,
    checkProjectToken(client),
    checkGdprToken(client),
  ]);
  if (asked !== undefined && "error" in asked) throw withTokens(asked.error, { project_token, gdpr_token });
  const who = asked?.value;
  const checks = { service_account: who === undefined ? MISSING.service_account : VALID, project_token, gdpr_token };
  const projects = who?.me.projects ?? [];
  const projectFound =
    who === undefined || projectId === undefined ? null : projects.some(({ id }) => id === projectId);
  const workspaceFound = workspaceId === undefined ? null : (who?.me.hasWorkspace(workspaceId, projectId) ?? null);
  const problems = [
    ...(who === undefined && !has.has_project_token
      ? [
          "The connection has neither a service account nor a project token. Fill in Username and Password, or Project Token, or both.",
        ]
      : []),
    ...(projectFound === false
      ? [
          `The service account is not a member of project ${projectId} in the ${client.residency} residency. Check the Project ID and the Data Residency, or add the service account to the project under Project Settings > Service Accounts.`,
        ]
      : []),
    ...(workspaceFound === false
      ? [
          `The connection's Default Workspace ID ${workspaceId} is not a workspace of ${projectId === undefined ? "any project" : `project ${projectId}`} that the service account can see. Correct it, or clear it to query the whole project.`,
        ]
      : []),
    ...Object.values(checks).flatMap(({ status, reason }) => (status === "invalid" && reason !== null ? [reason] : [])),
  ];
  return {
    ok: problems.length === 0,
    problems,
    credentials: checks,
    user: who?.me.user ?? null,
    projects,
    residency: client.residency,
    residencies_that_answer: who !== undefined && distinct ? [client.residency, ...who.others] : null,
    project_id: projectId ?? null,
    project_found: projectFound,
    organization: who?.me.organizationOf(projectId) ?? null,
    workspace_id: workspaceId ?? null,
    workspace_found: workspaceFound,
    ...has,
  };
}
