import type { Role } from "../mixpanel/endpoint";
import { idNumber, required } from "./clean";
import { rowsInput } from "./group";
import { booleanInput, choiceInput, explicitIdsInput, idInput, idNumberInput, instantInput } from "./kinds";

export const serviceAccountId = idInput.required("Service Account ID", {
  example: "55",
  dataSource: "serviceAccounts",
  comments: "The ID of the service account, as List Service Accounts returns it (not its username).",
});

/** A list of IDs that Mixpanel takes as JSON numbers, each once. */
function idNumbersInput(label: string, words: { comments: string; example: string; expected: string }) {
  const element = required(label, idNumber(label), "a number such as 12345");
  return explicitIdsInput(label, words, (ids) => [...new Set(ids.map(element))]);
}

export const service_account_ids = (what: string) =>
  idNumbersInput("Service Account IDs", {
    expected: "at least one service account",
    example: "55",
    comments: `The IDs of the service accounts to ${what}, as List Service Accounts returns them.`,
  });

export const projectIds = idNumbersInput("Project IDs", {
  expected: "at least one project",
  example: "1234567",
  comments:
    "The IDs of the projects to remove the service accounts from: each of the accounts from each of the projects. Find them in Mixpanel under Project Settings > Overview.",
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
      id: idNumberInput(name("Project ID"), {
        example: "1234567",
        comments: "The ID of the project. Find it in Mixpanel under Project Settings > Overview.",
      }),
      // Another key than that of the account's own role, which a form may have beside it.
      projectRole: choiceInput(name("Project Role"), {
        choices: ROLES,
        names: ROLE_NAMES,
        default: "consumer",
        comments: `What the service account may do in the project. ${ROLE_EFFECT}`,
      }),
    }),
    read: ({ id, projectRole }, name) => ({
      id: required(name("Project ID"), () => id, "a number such as 12345")(id),
      role: projectRole,
    }),
  });

export const expires = instantInput("Expires", {
  example: "2027-01-31T00:00:00Z",
  placeholder: "never",
  comments:
    "When the service account stops working, as a date and time with a time zone. Leave it empty for an account that never expires.",
});

export const allowOwnAccount = (effect: string) =>
  booleanInput("Allow Own Account", {
    default: false,
    comments: `When true, also accepts the service account that this connection uses: ${effect}. When false, the step first asks Mixpanel which account that is, and refuses it.`,
  });
