/** Checks each credential with Mixpanel, by the action that does so: Test Connection. */
import { account, type MixpanelClient, type Residency } from "mixpanel-connector/client";
import { z } from "zod";
import type { Component, Operation } from "../bundle";
import { clientOf } from "../client";
import { type Target, VARIABLES } from "../connection";
import { execute } from "../execute";
import { type Check, notChecked, ok, problem, warning } from "./check";

const credential = z.object({ status: z.enum(["valid", "invalid", "not checked"]), reason: z.string().nullable() });

/** The part of the action's result that is shown. */
const result = z.object({
  problems: z.array(z.string()),
  credentials: z.object({ project_token: credential, gdpr_token: credential }),
  user: z.object({ name: z.string().optional() }).nullable(),
  projects: z.array(z.object({ id: z.string(), name: z.string() })),
  residency: z.string(),
  residencies_that_answer: z.array(z.enum(["US", "EU", "IN"])).nullable(),
  project_id: z.string().nullable(),
  project_found: z.boolean().nullable(),
  organization: z.object({ name: z.string() }).nullable(),
  workspace_found: z.boolean().nullable(),
});

type Found = z.infer<typeof result>;

const named = z.record(z.string(), z.object({ role: z.string().optional() }));
const me = z.object({ results: z.object({ projects: named }) });

interface Context {
  component: Component;
  target: Target;
}

type Fields = Readonly<Record<string, string>>;

function actionOf({ actions: { testConnection } }: Component): Operation {
  if (testConnection === undefined) throw new Error("The component has no action testConnection.");
  return testConnection;
}

/** Runs the action with some of the connection's fields, once: a person is waiting. */
async function ask({ component, target }: Context, without: readonly string[]) {
  const { fields, ...connection } = target.connection;
  const own: Fields = {
    ...fields,
    maxRetries: "0",
    timeLimit: "1",
    ...Object.fromEntries(without.map((key) => [key, ""])),
  };
  const returned = await execute(
    actionOf(component),
    { searchResidencies: "true" },
    { connection: { ...connection, fields: own }, log: () => {}, debug: false },
  );
  return result.parse(returned);
}

/** A text about the connection's form, with the variables instead of the labels. */
function inVariables(text: string, { connections }: Component): string {
  const inputs = connections[0]?.inputs ?? [];
  const labelOf = (key: string) => inputs.find((input) => input.key === key)?.label;
  return Object.entries(VARIABLES)
    .reduce((left, [name, key]) => left.replaceAll(labelOf(key) ?? name, name), text)
    .replaceAll(/ of the connection\b/g, "")
    .replaceAll(/\bthe (MIXPANEL_)/g, "$1")
    .replace(/^testConnection: /, "");
}

/** What is wrong, and how to fix it, of a message that says both. */
function split(name: string, message: string): Check {
  const [, detail = message, fix = "Correct it."] = /^(.*?\.) (.+)$/s.exec(message) ?? [];
  return problem(name, detail, fix);
}

type Projects = z.infer<typeof named>;

/** The projects that the service account sees in a residency, with its role in each as far as Mixpanel says. */
async function projectsIn(client: MixpanelClient): Promise<Projects> {
  const parsed = me.safeParse(await client.call(account.testConnection, {}));
  return parsed.success ? parsed.data.results.projects : {};
}

/** The residencies in which the service account sees the project. */
async function whereIs(id: string, client: MixpanelClient, accepting: readonly Residency[]): Promise<Residency[]> {
  const seen = await Promise.all(
    accepting.map((residency) => projectsIn(client.inResidency(residency)).catch(() => ({}))),
  );
  return accepting.filter((_, position) => Object.hasOwn(seen[position] ?? {}, id));
}

async function checkProject({ target }: Context, found: Found): Promise<Check> {
  const { project_id: id, project_found: isFound, projects, organization, residencies_that_answer } = found;
  const client = clientOf(target, { timeLimitMinutes: 1, log: () => {} });
  const listed = projects.slice(0, 5).map((project) => `${project.id} (${project.name})`);
  const others = listed.length === 0 ? "it has none" : listed.join(", ");
  if (id === null)
    return warning(
      "Project",
      "MIXPANEL_PROJECT_ID is not set.",
      `Set it to a project of the service account: ${others}.`,
    );
  if (isFound !== true) {
    const elsewhere = await whereIs(id, client, residencies_that_answer ?? []);
    return elsewhere.length > 0
      ? problem(
          "Project",
          `Project ${id} is not in the ${found.residency} residency, but in ${elsewhere.join(" and ")}.`,
          `Set MIXPANEL_RESIDENCY=${elsewhere[0]}.`,
        )
      : problem(
          "Project",
          `The service account is not a member of project ${id}.`,
          `Use a project of the service account (${others}), or add the service account under Project Settings > Service Accounts.`,
        );
  }
  const role = (await projectsIn(client))[id]?.role;
  const name = projects.find((project) => project.id === id)?.name;
  const of = organization === null ? "" : ` of ${organization.name}`;
  const detail = `${id}${name ? ` (${name}${of})` : ""}${role === undefined ? "" : `, role ${role}`}`;
  return role === "consumer"
    ? warning(
        "Project",
        `${detail}.`,
        "This role only reads reports. To import, the service account needs the role Admin or Owner.",
      )
    : ok("Project", detail);
}

function checkResidency({ residency, residencies_that_answer: accepting }: Found): Check {
  if (accepting === null) return ok("Residency", `${residency}; MIXPANEL_API_HOST replaces every host`);
  const others = accepting.filter((one) => one !== residency);
  return ok(
    "Residency",
    `${residency} accepts the service account${others.length === 0 ? "" : `; accepted in ${others.join(" and ")}, too`}`,
  );
}

async function checkServiceAccount(context: Context): Promise<Check[]> {
  const name = "Service account";
  const { username, password } = context.target.connection.fields;
  if (!username || !password) return [notChecked(name, "MIXPANEL_USERNAME and MIXPANEL_SECRET are not both set.")];
  try {
    const found = await ask(context, ["projectToken", "gdprToken"]);
    const workspace = found.problems.find((text) => text.includes("Workspace"));
    return [
      ok(name, `${found.user?.name ?? username} is accepted`),
      await checkProject(context, found),
      checkResidency(found),
      ...(workspace === undefined ? [] : [split("Workspace", inVariables(workspace, context.component))]),
    ];
  } catch (error) {
    return [split(name, inVariables(error instanceof Error ? error.message : String(error), context.component))];
  }
}

function checkOf(name: string, { status, reason }: z.infer<typeof credential>, component: Component): Check {
  if (status === "valid") return ok(name, "is accepted");
  const text = inVariables(reason ?? "", component);
  return status === "invalid"
    ? split(name, text)
    : notChecked(name, text.replace(/^The connection has no (\S+)\.$/, "$1 is not set."));
}

async function checkTokens(context: Context): Promise<Check[]> {
  try {
    const { credentials } = await ask(context, ["username", "password"]);
    return [
      checkOf("Project token", credentials.project_token, context.component),
      checkOf("GDPR token", credentials.gdpr_token, context.component),
    ];
  } catch (error) {
    return [
      split("Project token", inVariables(error instanceof Error ? error.message : String(error), context.component)),
    ];
  }
}

/** The service account with its project and residency, and the tokens: each on its own, so that none hides another. */
export async function checkAccount(context: Context): Promise<Check[]> {
  return (await Promise.all([checkServiceAccount(context), checkTokens(context)])).flat();
}
