import { baseUrl } from "./baseUrl";
import type { MixpanelClient } from "./client";
import { testConnection as endpoint } from "./endpoints/account";
import { isRecord, type JsonObject } from "./json";
import { RESIDENCIES, type Residency } from "./residency";
import { DEFAULT_RETRY } from "./retry";

/** Another residency than the connection's is asked once, and not for long. */
const PROBE = { retry: { ...DEFAULT_RETRY, maxRetries: 0 }, timeoutMs: 15_000 };

/** What a connection can do, as far as Mixpanel tells without being changed. */
export interface ConnectionReport {
  /** Whether nothing is wrong with it. */
  ok: boolean;
  /** What is wrong, and how to mend it. */
  problems: string[];
  user: { id?: string | number; name?: string; email?: string } | null;
  /** Projects that the service account may use. */
  projects: { id: string; name: string }[];
  residency: Residency;
  /** Residencies whose host takes the service account. Null where a custom API host stands for all of them. */
  residencies_that_answer: Residency[] | null;
  project_id: string | null;
  /** Whether the service account may use the project. Null without a project ID. */
  project_found: boolean | null;
  has_service_account: boolean;
  has_project_token: boolean;
  has_gdpr_token: boolean;
}

function projectsOf(results: JsonObject): { id: string; name: string }[] {
  if (!isRecord(results.projects)) return [];
  return Object.entries(results.projects).map(([id, project]) => ({
    id,
    name: isRecord(project) && typeof project.name === "string" ? project.name : "",
  }));
}

function userOf(results: JsonObject): ConnectionReport["user"] {
  const { user_id: id, user_name: name, user_email: email } = results;
  return {
    ...(typeof id === "string" || typeof id === "number" ? { id } : {}),
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof email === "string" ? { email } : {}),
  };
}

async function answers(client: MixpanelClient, residency: Residency): Promise<boolean> {
  try {
    await client.inResidency(residency).call(endpoint, {}, PROBE);
    return true;
  } catch {
    // What another residency says against the account is no fault of the connection.
    return false;
  }
}

/** Where each residency is called: a custom API host without {host} is one place for all. */
function distinctHosts({ options }: MixpanelClient): boolean {
  return new Set(RESIDENCIES.map((residency) => baseUrl(endpoint.host, residency, options.apiHost))).size > 1;
}

/**
 * Asks Mixpanel who the service account is, which projects it may use and which residencies take it. Changes nothing and spends no
 * query of the hour.
 *
 * @param projectId the project that has to be among them
 * @throws MixpanelAuthError where the connection's own residency refuses the service account
 */
export async function checkConnection(
  client: MixpanelClient,
  projectId: string | undefined,
): Promise<ConnectionReport> {
  const { credentials } = client.options;
  const report: ConnectionReport = {
    ok: true,
    problems: [],
    user: null,
    projects: [],
    residency: client.residency,
    residencies_that_answer: null,
    project_id: projectId ?? null,
    project_found: null,
    has_service_account: credentials.username !== undefined && credentials.password !== undefined,
    has_project_token: credentials.projectToken !== undefined,
    has_gdpr_token: credentials.gdprToken !== undefined,
  };
  if (report.has_service_account) {
    const others = distinctHosts(client) ? RESIDENCIES.filter((residency) => residency !== client.residency) : [];
    const [answer, ...answering] = await Promise.all([
      client.call(endpoint, {}),
      ...others.map(async (residency) => ((await answers(client, residency)) ? residency : undefined)),
    ]);
    const results = isRecord(answer) && isRecord(answer.results) ? answer.results : {};
    report.user = userOf(results);
    report.projects = projectsOf(results);
    if (others.length > 0) {
      report.residencies_that_answer = [client.residency, ...answering.filter((residency) => residency !== undefined)];
    }
    report.project_found = projectId === undefined ? null : report.projects.some(({ id }) => id === projectId);
    if (report.project_found === false) {
      report.problems.push(
        `The service account is not a member of project ${projectId} in the ${client.residency} residency. Check the Project ID and the Data Residency, or add the service account to the project under Project Settings > Service Accounts.`,
      );
    }
  } else if (!report.has_project_token) {
    report.problems.push(
      "The connection has neither a service account nor a project token. Fill in Username and Password, Project Token, or all three.",
    );
  }
  return { ...report, ok: report.problems.length === 0 };
}
