/** The options of a simulation. */
import type { Chosen, OptionField } from "./options";

export interface OptionFieldsProps {
  trigger: string;
  fields: readonly OptionField[];
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

export function OptionFields({ trigger, fields, chosen, onChange }: OptionFieldsProps) {
  return (
    <fieldset class="options">
      <legend>Simulation</legend>
      {fields.map(({ name, label, kind, preset, hint }) => {
        const id = `${trigger}-${name}`;
        const value = chosen[name] ?? preset;
        if (kind === "check")
          return (
            <label key={name} class="check">
              <input
                type="checkbox"
                checked={value !== ""}
                onChange={(event) => onChange({ ...chosen, [name]: event.currentTarget.checked ? "on" : "" })}
              />
              {label}
            </label>
          );
        return (
          <div key={name}>
            <label for={id}>{label}</label>
            <input
              id={id}
              inputMode="numeric"
              value={value}
              aria-describedby={hint === undefined ? undefined : `${id}-hint`}
              onInput={(event) => onChange({ ...chosen, [name]: event.currentTarget.value })}
            />
            {hint !== undefined && (
              <span id={`${id}-hint`} class="muted small">
                {hint}
              </span>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}
