/** A text with choices from a data source. They are loaded when the input is focused; any other text may be typed. */
import { useRef, useState } from "preact/hooks";
import type { Choices, ChoicesRequest, Entry } from "../../src/protocol";
import { call } from "../api";
import type { FormContext } from "./fieldOf";
import { inputsOf } from "./values";

export interface ComboboxProps {
  id: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  field: Entry;
  context: FormContext;
  value: string;
  onChange: (value: string) => void;
}

type Loaded = Choices["choices"] | "loading" | Error;

export function Combobox({ id, field, context, value, onChange, ...aria }: ComboboxProps) {
  const [loaded, setLoaded] = useState<Loaded>();
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  // All choices are shown until something is typed.
  const [isTyped, setTyped] = useState(false);
  const asked = useRef("");
  const has = (text: string) => text.toLowerCase().includes(value.toLowerCase());
  const all = Array.isArray(loaded) ? loaded : [];
  const shown = isTyped ? all.filter((one) => has(one.label) || has(one.value)) : all;

  const open = () => {
    setOpen(true);
    setActive(-1);
    const { [field.key]: _, ...inputs } = inputsOf(context.form.entries, context.values);
    const request: ChoicesRequest = { dataSource: field.dataSource ?? "", inputs };
    const key = JSON.stringify(request);
    if (key === asked.current && !(loaded instanceof Error)) return;
    asked.current = key;
    setLoaded("loading");
    const keep = (result: Loaded) => asked.current === key && setLoaded(result);
    call<Choices>("/api/choices", request).then(({ choices }) => keep(choices), keep);
  };
  const choose = (chosen: string) => {
    onChange(chosen);
    setOpen(false);
    setTyped(false);
  };
  const press = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const choice = shown[active];
    if (move !== undefined) {
      event.preventDefault();
      if (!isOpen) open();
      else setActive(Math.max(-1, Math.min(shown.length - 1, active + move)));
    } else if (event.key === "Enter" && !event.ctrlKey && isOpen && choice !== undefined) choose(choice.value);
    else if (event.key === "Escape" && isOpen) setOpen(false);
  };
  const label = all.find((one) => one.value === value)?.label;
  return (
    <div class="combobox">
      <input
        {...aria}
        id={id}
        type="text"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-choices`}
        aria-activedescendant={isOpen && active >= 0 ? `${id}-choice-${active}` : undefined}
        autoComplete="off"
        spellcheck={false}
        placeholder={field.placeholder ?? field.example}
        value={value}
        onFocus={open}
        onClick={() => isOpen || open()}
        onBlur={() => setOpen(false)}
        onInput={(event) => {
          setTyped(true);
          setOpen(true);
          onChange(event.currentTarget.value);
        }}
        onKeyDown={press}
      />
      {label !== undefined && label !== value && !isOpen && <span class="chosen">{label}</span>}
      <div
        id={`${id}-choices`}
        role="listbox"
        aria-label={`Choices for ${field.label}`}
        hidden={!isOpen || shown.length === 0}
      >
        {shown.map((one, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text, which names the active choice
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the text
          <div
            key={one.value}
            id={`${id}-choice-${index}`}
            role="option"
            aria-selected={index === active}
            // Before the text loses the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(one.value)}
          >
            {one.label}
            {one.label !== one.value && <code>{one.value}</code>}
          </div>
        ))}
      </div>
      <p class="state" role="status">
        {isOpen && stateOf(loaded, shown.length)}
      </p>
    </div>
  );
}

function stateOf(loaded: Loaded | undefined, count: number): string {
  if (loaded === "loading") return "Loading choices…";
  if (loaded instanceof Error) return `${loaded.message} You can type a value.`;
  if (loaded === undefined || count > 0) return "";
  return loaded.length === 0
    ? "There are no choices. You can type a value."
    : "No choice has this text. It is used as typed.";
}
