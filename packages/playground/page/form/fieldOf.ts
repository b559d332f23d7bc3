/** What our templates and widgets read from the UI schema: the input as the component declares it. */
import type { UiSchema } from "@rjsf/utils";
import type { Entry, Form } from "../../src/protocol";
import type { Values } from "./schema";

export interface FormContext {
  form: Form;
  values: Values;
}

const NONE: Entry = { key: "", label: "", type: "object" };

export const fieldOf = (ui: UiSchema | undefined): Entry => (ui?.["ui:options"]?.input as Entry | undefined) ?? NONE;

/** The id of the help of an input, which its control is described by. */
export const helpId = (id: string) => `${id}-help`;
export const labelId = (id: string) => `${id}-label`;
