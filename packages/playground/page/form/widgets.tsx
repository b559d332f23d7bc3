/** The controls of inputs. All hold text, as the platform passes it. */
import type { WidgetProps } from "@rjsf/utils";
import { Combobox } from "./Combobox";
import { DocumentInput } from "./DocumentInput";
import { fieldOf, helpId } from "./fieldOf";

/** What all controls say of themselves. An item of a list has no label of its own. */
function aria({ id, label, uiSchema }: WidgetProps) {
  const isItem = fieldOf(uiSchema).collection !== undefined && label !== "Key" && label !== "Value";
  return isItem ? { id, "aria-label": label } : { id, "aria-describedby": helpId(id) };
}

const LONG = 60;

/** A line; a text area where the example is longer than one. */
function Line(props: WidgetProps) {
  const { placeholder, example = "" } = fieldOf(props.uiSchema);
  const isLong = example.length > LONG;
  const control = {
    ...aria(props),
    spellcheck: false,
    placeholder: placeholder ?? (isLong ? "" : example),
    value: props.value ?? "",
  };
  if (isLong) return <textarea {...control} rows={2} onInput={(event) => props.onChange(event.currentTarget.value)} />;
  return (
    <input {...control} type="text" autoComplete="off" onInput={(event) => props.onChange(event.currentTarget.value)} />
  );
}

const Secret = (props: WidgetProps) => (
  <input
    {...aria(props)}
    type="password"
    autoComplete="off"
    value={props.value ?? ""}
    onInput={(event) => props.onChange(event.currentTarget.value)}
  />
);

function Choice(props: WidgetProps) {
  const { model = [], default: preset } = fieldOf(props.uiSchema);
  const value = String(props.value ?? "");
  // Without a default, nothing is chosen at first; a value from elsewhere may be none of the choices.
  const own = model.some((one) => one.value === value) ? [] : [{ label: value === "" ? "Choose…" : value, value }];
  return (
    <select {...aria(props)} value={value} onChange={(event) => props.onChange(event.currentTarget.value)}>
      {[...own, ...model].map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
          {one.value !== "" && one.value === preset ? " (default)" : ""}
        </option>
      ))}
    </select>
  );
}

function Switch(props: WidgetProps) {
  const isOn = props.value === "true";
  return (
    <span class="switch">
      <input
        {...aria(props)}
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        checked={isOn}
        onChange={(event) => props.onChange(String(event.currentTarget.checked))}
      />
      <span aria-hidden="true">{isOn ? "Yes" : "No"}</span>
    </span>
  );
}

const FromDataSource = (props: WidgetProps) => (
  <Combobox
    {...aria(props)}
    field={fieldOf(props.uiSchema)}
    context={props.registry.formContext}
    value={String(props.value ?? "")}
    onChange={props.onChange}
  />
);

const Document = (props: WidgetProps) => (
  <DocumentInput {...aria(props)} field={fieldOf(props.uiSchema)} value={props.value} onChange={props.onChange} />
);

export const WIDGETS = {
  line: Line,
  secret: Secret,
  choice: Choice,
  switch: Switch,
  combobox: FromDataSource,
  document: Document,
};
