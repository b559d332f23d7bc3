/**
 * The form of an action or a trigger, as its definition declares it.
 *
 * It holds {@link Values}: make them with `valuesOf(form.entries, inputs)`, and turn them into the inputs of a run with
 * `inputsOf(form.entries, values)`.
 */
// The index of the package imports a validator that is not installed.
import Form from "@rjsf/core/lib/components/Form.js";
import type { ValidatorType } from "@rjsf/utils";
import { useMemo } from "preact/hooks";
import type { Form as Definition } from "../../src/protocol";
import type { FormContext } from "./fieldOf";
import { schemaOf, type Values } from "./schema";
import { TEMPLATES } from "./templates";
import { WIDGETS } from "./widgets";

export interface InputFormProps {
  form: Definition;
  values: Values;
  onChange: (values: Values) => void;
}

/** Accepts everything: the component checks its inputs, and its errors are what a builder sees. */
const VALIDATOR: ValidatorType<Values> = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  isValid: () => true,
  rawValidation: () => ({ errors: [] }),
};

export function InputForm({ form, values, onChange }: InputFormProps) {
  const { schema, ui } = useMemo(() => schemaOf(form.entries, values), [form, values]);
  const context: FormContext = { form, values };
  return (
    <Form
      key={form.key}
      className="inputs"
      tagName="div"
      idPrefix={form.key}
      schema={schema}
      uiSchema={{ ...ui, "ui:submitButtonOptions": { norender: true } }}
      formData={values}
      formContext={context}
      validator={VALIDATOR}
      templates={TEMPLATES}
      widgets={WIDGETS}
      onChange={({ formData = {} }) => onChange(formData)}
      noHtml5Validate
    />
  );
}
