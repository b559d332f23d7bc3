import type { MixpanelClient } from "../client";
import { testConnection as endpoint } from "../endpoints/account";
import { MixpanelAuthError, MixpanelError } from "../errors";
import { baseUrl } from "../http/baseUrl";
import { RESIDENCIES, type Residency } from "../residency";
import {
  type CredentialCheck,
  checkGdprToken,
  checkProjectToken,
  EMPTY_FIELD,
  isRefusal,
  ONE_ATTEMPT,
  VALID,
} from "./credentialChecks";
import { type Me, readMe, type User } from "./me";

/** What a connection can do, as far as Mixpanel tells without being changed. */
export interface ConnectionReport {
  /** Whether nothing is wrong with it. */
  ok: boolean;
  /** What is wrong, and how to fix it. */
  problems: string[];
  credentials: Record<"service_account" | "project_token" | "gdpr_token", CredentialCheck>;
  user: User | null;
  /** Projects that the service account may use. */
  projects: { id: string; name: string }[];
  residency: Residency;
  /** Residencies that accepted the service account, of those that were asked. Null where a custom API host stands for all of them. */
  residencies_that_answer: Residency[] | null;
  project_id: string | null;
  /** Whether the service account may use the project. Null without a project ID. */
  project_found: boolean | null;
  /** The organization of the project. */
  organization: { id: string; name: string } | null;
  workspace_id: string | null;
  /** Whether the workspace belongs to the project. Null without a workspace ID, and where Mixpanel lists no workspaces. */
  workspace_found: boolean | null;
  has_service_account: boolean;
  has_project_token: boolean;
  has_gdpr_token: boolean;
}

export interface CheckOptions {
  /** Whether to send the service account to the other residencies' hosts too, to find those that accept it. */
  searchResidencies?: boolean;
}

/** Where each residency is called: a custom API host without {host} is one place for all. */
function distinctHosts({ options }: MixpanelClient): boolean {
  return new Set(RESIDENCIES.map((residency) => baseUrl(endpoint.host, residency, options.apiHost))).size > 1;
}

/** The other residencies that accept the service account. */
async function othersThatAccept(client: MixpanelClient): Promise<Residency[]> {
  const others = RESIDENCIES.filter((residency) => residency !== client.residency);
  const answers = await Promise.allSettled(
    others.map((residency) => client.inResidency(residency).call(endpoint, {}, ONE_ATTEMPT)),
  );
  // What another residency says against the account is no fault of the connection.
  return others.filter((_, position) => answers[position]?.status === "fulfilled");
}

/** Asks the connection's own residency who the service account is, and the others if that is wanted. */
async function askWho(client: MixpanelClient, search: boolean): Promise<{ me: Me; others: Residency[] }> {
  try {
    const response = await client.call(endpoint, {});
    return { me: readMe(response), others: search ? await othersThatAccept(client) : [] };
  } catch (error) {
    if (!isRefusal(error, 401, 403)) throw error;
    const others = search ? await othersThatAccept(client) : [];
    const { operation, status } = error;
    const hint = search || !distinctHosts(client) ? "" : " Search Residencies looks for one that accepts it.";
    const fix =
      others.length > 0
        ? `It is accepted in ${others.join(" and ")}: correct the connection's Data Residency.`
        : `Check Username, Password and Data Residency of the connection.${hint}`;
    // Whose project it is does not matter here, unlike in other operations.
    const message = `${operation}: Mixpanel does not accept the service account in the ${client.residency} residency (${status}). ${fix}`;
    throw new MixpanelAuthError({ message, operation, status, cause: error });
  }
}

/** What came of a promise, so that what runs beside it is waited for as well. */
function settled<T>(promise: Promise<T>): Promise<{ value: T } | { error: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

/** Adds to the failure of the service account's check what was found out about the tokens. */
function withTokens(error: unknown, checks: Record<"project_token" | "gdpr_token", CredentialCheck>): unknown {
  if (!(error instanceof MixpanelError)) return error;
  const named = [["Project Token", checks.project_token] as const, ["GDPR Token", checks.gdpr_token] as const];
  for (const [name, check] of named) {
    if (check === EMPTY_FIELD) continue;
    error.message += ` ${name}: ${check.status}${check.reason === null ? "." : ` (${check.reason.replace(/\.$/, "")}).`}`;
  }
  return error;
}

/**
 * Asks Mixpanel about each credential of the client. Changes nothing, spends no query of the hour, and calls no residency but the
 * client's own unless `searchResidencies` is set.
 *
 * @param projectId the project that the service account has to be a member of
 * @throws MixpanelError where the residency refuses the service account, or cannot be asked about it
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
  const checks = { service_account: who === undefined ? EMPTY_FIELD : VALID, project_token, gdpr_token };
  const projects = who?.me.projects ?? [];
  const projectFound =
    who === undefined || projectId === undefined ? null : projects.some(({ id }) => id === projectId);
  const workspaceFound = workspaceId === undefined ? null : (who?.me.hasWorkspace(workspaceId, projectId) ?? null);
  const problems = [
    ...(who === undefined && !has.has_project_token
      ? [
          "The connection has neither a service account nor a project token. Fill in Username and Password, Project Token, or all three.",
        ]
      : []),
    ...(projectFound === false
      ? [
          `The service account is not a member of project ${projectId} in the ${client.residency} residency. Check the Project ID and the Data Residency, or add the service account to the project under Project Settings > Service Accounts.`,
        ]
      : []),
    ...(workspaceFound === false
      ? [
          `The connection's Default Workspace ID ${workspaceId} is not a workspace of ${projectId === undefined ? "any project" : `project ${projectId}`} that the service account can see. Correct it, or leave it empty to query the whole project.`,
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
