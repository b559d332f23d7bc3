import type { Role } from "../mixpanel/endpoint";
import { InputError } from "../mixpanel/errors";
import { describe, id, instant, required } from "./clean";
import { explicitIds } from "./cleanJson";
import { rowsInput } from "./group";
import { booleanInput, choiceInput, idInput, typedInput } from "./kinds";

const NUMBER = "a number such as 12345";

/** An ID that Mixpanel takes as a JSON number. */
function idNumber(input: string) {
  return (value: unknown): number | undefined => {
    const digits = id(input)(value);
    const number = Number(digits);
    if (digits === undefined) return undefined;
    if (!Number.isSafeInteger(number) || number <= 0)
      throw new InputError({ input, got: describe(value), expected: NUMBER });
    return number;
  };
}

/** A list of IDs. @throws InputError for an empty list, which never means all */
export function idNumbers(input: string, expected: string) {
  const element = required(input, idNumber(input), NUMBER);
  const list = explicitIds(input, expected);
  return (value: unknown): number[] => [...new Set(list(value).map(element))];
}

function idListInput(label: string, expected: string, words: { comments: string; example: string }) {
  const field = typedInput(label, words, () => idNumbers(label, expected));
  return { ...field, collection: "valuelist" as const, required: true as const };
}

export const serviceAccountId = idInput.required("Service Account ID", {
  example: "55",
  dataSource: "serviceAccounts",
  comments: "The ID of the service account, as List Service Accounts returns it (not its user name).",
});

export const service_account_ids = (what: string) =>
  idListInput("Service Account IDs", "at least one service account", {
    example: "55",
    comments: `The service accounts to ${what}: their id, as List Service Accounts returns it.`,
  });

export const projectIds = idListInput("Project IDs", "at least one project", {
  example: "1234567",
  comments:
    "The projects to remove the service accounts from: each of the accounts from each of the projects. Find the ID in Mixpanel under Project Settings > Overview.",
});

const ROLES = ["consumer", "analyst", "admin", "owner"] as const satisfies readonly Role[];
const ROLE_NAMES = { consumer: "Consumer", analyst: "Analyst", admin: "Admin", owner: "Owner" };
const ROLE_EFFECT =
  "Consumers read reports, analysts also create them, admins also change data and settings, and owners may do everything. Mixpanel grants no role above that of the connection's own service account.";

export const role = choiceInput("Role", {
  choices: ROLES,
  names: ROLE_NAMES,
  empty: "Mixpanel's default",
  comments: `The role of the service account in the organization. ${ROLE_EFFECT}`,
});

/** Projects, and what a service account may do in each. */
export const projectRoles = (comments: string) =>
  rowsInput({
    label: "Projects",
    comments,
    leaves: (name) => ({
      id: typedInput(
        name("Project ID"),
        { example: "1234567", comments: "The project. Find its ID in Mixpanel under Project Settings > Overview." },
        idNumber,
      ),
      // Another key than that of the account's own role, which a form may have beside it.
      projectRole: choiceInput(name("Project Role"), {
        choices: ROLES,
        names: ROLE_NAMES,
        default: "consumer",
        comments: `What the service account may do in the project. ${ROLE_EFFECT}`,
      }),
    }),
    read: ({ id, projectRole }, name) => ({
      id: required(name("Project ID"), () => id, NUMBER)(id),
      role: projectRole,
    }),
  });

export const expires = typedInput(
  "Expires",
  {
    example: "2027-01-31T00:00:00Z",
    placeholder: "never",
    comments:
      "When the service account stops working, as a date and time with a time zone. Leave it empty for an account that never expires.",
  },
  instant,
);

export const allowOwnAccount = (effect: string) =>
  booleanInput("Allow Own Account", {
    default: false,
    comments: `When true, also accepts the service account that this connection uses: ${effect}. When false, the step first asks Mixpanel which account that is, and refuses it.`,
  });
