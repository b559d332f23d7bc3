/** Checks the MIXPANEL_ variables without calling anything: where each comes from, and whether its value can be what it should be. */
import { parseApiHost, parseResidency } from "mixpanel-connector/client";
import { VARIABLES } from "../connection";
import { nearestNames } from "../nearest";
import { type Check, ok, problem, warning } from "./check";

type Name = keyof typeof VARIABLES;

/** In Mixpanel, or what it is. */
const WHERE: Record<Name, string> = {
  MIXPANEL_USERNAME: "user name of a service account, from Organization Settings > Service Accounts",
  MIXPANEL_SECRET: "secret of the service account, which Mixpanel shows once, when the account is created",
  MIXPANEL_PROJECT_ID: "number of the project, from Project Settings > Overview",
  MIXPANEL_PROJECT_TOKEN: "token of the project, from Project Settings > Access Keys",
  MIXPANEL_RESIDENCY: "US, EU or IN, from Project Settings > Overview",
  MIXPANEL_GDPR_TOKEN: "token for privacy requests, from Profile > Data & Privacy",
  MIXPANEL_WORKSPACE_ID: "number after /view/ in the address of a report",
  MIXPANEL_ORGANIZATION_ID: "number of the organization, which run testConnection shows",
  MIXPANEL_API_HOST: "https address of a proxy, or http address of a sandbox on this machine",
  MIXPANEL_TIME_LIMIT: "number of minutes, or 0",
};

/** How to set what a person needs first. */
export const HOW_TO_SET = (
  ["MIXPANEL_USERNAME", "MIXPANEL_SECRET", "MIXPANEL_PROJECT_ID", "MIXPANEL_PROJECT_TOKEN"] as const
)
  .map((name) => `${name} (${WHERE[name]})`)
  .join(", ");

/** A project token, a project secret and an API key look like this; a service account's secret does not. */
const HEXADECIMAL_32 = /^[0-9a-f]{32}$/i;
const PLACEHOLDER = /^(<.*>|…|\.\.\.|x{3,}|your[-_ ].*|change[-_ ]?me)$/i;
const NUMBER: readonly Name[] = ["MIXPANEL_PROJECT_ID", "MIXPANEL_WORKSPACE_ID", "MIXPANEL_ORGANIZATION_ID"];

const isName = (name: string): name is Name => Object.hasOwn(VARIABLES, name);
const NAMES = Object.keys(VARIABLES).filter(isName);

/** What is wrong with a value as text, whatever it is for. */
function faultOfText(value: string): string | undefined {
  if (/^["'`]|["'`]$/.test(value)) return "has quotation marks around its value, which are sent as part of it";
  if (/[\s\p{Cc}]/u.test(value)) return "has a blank or a line break in its value";
  return PLACEHOLDER.test(value) ? "still has a placeholder as its value" : undefined;
}

type Values = Partial<Record<Name, string>>;

/** What cannot be right about a value, with certainty. */
function faultOf(name: Name, value: string, all: Values): string | undefined {
  if (NUMBER.includes(name) && !/^\d+$/.test(value))
    return HEXADECIMAL_32.test(value) ? "has the form of a project token, and should be a number" : "is not a number";
  if (name === "MIXPANEL_RESIDENCY" && parseResidency(value) === undefined) return "is no data residency";
  if (name === "MIXPANEL_TIME_LIMIT" && !/^\d+$/.test(value)) return "is not a number";
  if (name === "MIXPANEL_API_HOST") {
    try {
      parseApiHost(value);
    } catch {
      return "is not an address that may receive credentials";
    }
  }
  if (name === "MIXPANEL_SECRET" && value === all.MIXPANEL_PROJECT_TOKEN)
    return "is the same as MIXPANEL_PROJECT_TOKEN";
  if (name === "MIXPANEL_SECRET" && value.endsWith(".mp-service-account"))
    return "has the form of a service account's user name";
  if (name === "MIXPANEL_GDPR_TOKEN" && [all.MIXPANEL_PROJECT_TOKEN, all.MIXPANEL_SECRET].includes(value))
    return "is the same as another credential";
  return undefined;
}

/** What is probably wrong with a value. */
function doubtOf(name: Name, value: string, all: Values): string | undefined {
  if (name === "MIXPANEL_SECRET" && HEXADECIMAL_32.test(value))
    return "has the form of a project token or project secret (32 hexadecimal digits)";
  if (name === "MIXPANEL_GDPR_TOKEN" && HEXADECIMAL_32.test(value))
    return "has the form of a project token (32 hexadecimal digits)";
  if (name === "MIXPANEL_USERNAME" && HEXADECIMAL_32.test(value)) return "has the form of a project token or secret";
  if (name === "MIXPANEL_USERNAME" && value.includes("@")) return "has the form of a person's e-mail address";
  // A sandbox or a stand-in may have tokens of any form.
  if (name === "MIXPANEL_PROJECT_TOKEN" && all.MIXPANEL_API_HOST === undefined && !HEXADECIMAL_32.test(value))
    return "does not have the form of a project token (32 hexadecimal digits)";
  return undefined;
}

const HALVES = { MIXPANEL_USERNAME: "MIXPANEL_SECRET", MIXPANEL_SECRET: "MIXPANEL_USERNAME" } as const;

function checkOne(name: Name, raw: string, all: Values, place: string): Check {
  const value = raw.trim();
  const fix = `Set it to the ${WHERE[name]}.`;
  const fault = faultOfText(value) ?? faultOf(name, value, all);
  if (fault !== undefined) return problem(name, `${place}, ${fault}.`, fix);
  const other = name === "MIXPANEL_USERNAME" || name === "MIXPANEL_SECRET" ? HALVES[name] : undefined;
  if (other !== undefined && all[other] === undefined)
    return problem(name, `${place}, but ${other} is not set.`, `Set ${other} to the ${WHERE[other]}.`);
  const doubt = doubtOf(name, value, all);
  if (doubt !== undefined) return warning(name, `${place}, ${doubt}.`, fix);
  if (raw !== value)
    return warning(name, `${place}, with blanks or a line break around it.`, "Remove them; they are left out here.");
  return ok(name, place);
}

/** Variables that nothing reads, of which one is probably meant. */
function checkUnknown(environment: NodeJS.ProcessEnv): Check[] {
  const unknown = Object.keys(environment).filter(
    (name) =>
      name.startsWith("MIXPANEL_") && !isName(name) && !/^MIXPANEL_(WEBHOOK|FROM|TO|SOURCE|DESTINATION)_/.test(name),
  );
  return unknown.map((name) => {
    const known: Record<string, string> = {
      MIXPANEL_PASSWORD: "MIXPANEL_SECRET",
      MIXPANEL_REGION: "MIXPANEL_RESIDENCY",
    };
    const meant = known[name] ?? nearestNames(name, NAMES)[0];
    return warning(
      name,
      "is set, but not read.",
      meant === undefined ? `The variables are ${NAMES.join(", ")}.` : `Perhaps ${meant} is meant.`,
    );
  });
}

/** @param fromFile the names that the file .env has set */
export function checkVariables(environment: NodeJS.ProcessEnv, fromFile: ReadonlySet<string>): Check[] {
  const set = NAMES.flatMap((name) => {
    const raw = environment[name] ?? "";
    return raw.trim() === "" ? [] : [[name, raw] as const];
  });
  const all: Values = Object.fromEntries(set.map(([name, raw]) => [name, raw.trim()]));
  return [
    ...set.map(([name, raw]) => checkOne(name, raw, all, `set in ${fromFile.has(name) ? ".env" : "the environment"}`)),
    ...checkUnknown(environment),
  ];
}
