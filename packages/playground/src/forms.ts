/** What the component has, as lists and forms. */
import type { FastifyInstance } from "fastify";
import { type Action, isSafe, type Operation, type Trigger } from "../../cli/src/bundle";
import { actionsBefore, exampleValues } from "../../cli/src/example";
import { formEntries, formFields } from "../../cli/src/execute";
import { byFamily } from "../../cli/src/families";
import { CHANGES } from "../../cli/src/triggers/changes";
import { type Playground, RequestError } from "./playground";
import type { Form, Listed, ListedAction, State } from "./protocol";

/** The input of an action that checks what would be sent, and sends nothing. */
export const VALIDATE_ONLY = "validateOnly";

type Described = Pick<Operation, "key" | "display">;

const listed = ({ key, display: { label, description } }: Described): Listed => ({ key, label, description });
const listedAction = (action: Action): ListedAction => ({ ...listed(action), isSafe: isSafe(action) });

/** @throws RequestError if the component has none of this key */
export function found<T>(what: string, key: string, among: Readonly<Record<string, T>>): T {
  const one = Object.hasOwn(among, key) ? among[key] : undefined;
  if (one === undefined) throw new RequestError(404, `The component has no ${what} ${key}.`);
  return one;
}

function stateOf({ component, target, isProject }: Playground, version: string): State {
  const families = byFamily(Object.values(component.actions));
  return {
    version,
    target: {
      kind: isProject ? "project" : "sandbox",
      place: target.place,
      projectId: target.connection.fields.projectId ?? "",
      movesTime: target.kind === "ownSandbox",
    },
    families: families.map(({ title, actions }) => ({ title, actions: actions.map(listedAction) })),
    triggers: Object.values(component.triggers).map((trigger) => ({
      ...listed(trigger),
      isPolling: trigger.isPollingTrigger,
    })),
  };
}

function actionForm(action: Action, { history, component }: Playground): Form {
  const before = actionsBefore(action, history.returned);
  return {
    ...listedAction(action),
    entries: formEntries(action),
    example: Object.fromEntries(exampleValues(action, history.returned)),
    exampleNeeds: before.map((key) => ({ key, label: component.actions[key]?.display.label ?? key })),
    examplePayload: Object(action.examplePayload).data,
    validatesOnly: formFields(action).some(({ key }) => key === VALIDATE_ONLY),
  };
}

function triggerForm(trigger: Trigger): Form {
  return {
    ...listed(trigger),
    entries: formEntries(trigger),
    example: { ...Object.fromEntries(exampleValues(trigger)), ...CHANGES[trigger.key]?.inputs },
    exampleNeeds: [],
    examplePayload: Object(trigger.examplePayload).payload?.body?.data,
    isSafe: true,
    validatesOnly: false,
  };
}

type ByKey = { Params: { key: string } };

export function registerForms(app: FastifyInstance, playground: Playground, version: string): void {
  const { actions, triggers } = playground.component;
  app.get("/api/state", async () => stateOf(playground, version));
  app.get<ByKey>("/api/actions/:key", async ({ params: { key } }) =>
    actionForm(found("action", key, actions), playground),
  );
  app.get<ByKey>("/api/triggers/:key", async ({ params: { key } }) => triggerForm(found("trigger", key, triggers)));
}
