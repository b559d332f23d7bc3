import component from "../../src";
import { InputError } from "../../src/mixpanel/errors";
import { actionForms, dataSourceForms, formInputs, triggerForms } from "../support/definitions";

const TYPED = ["string", "text", "code", "data"];
const ODD_VALUES = [{}, [], [{}], [[]], 0, -1, 1.5, Number.NaN, true, "x", "{", "[", "null", () => 1];
const SECOND_PERSON = /\byou(rs?|rself)?\b/i;

describe.each(formInputs)("$title", ({ input }) => {
  const { label, required, clean } = input;

  test("explains itself, without addressing the reader", () => {
    expect(input.comments).toMatch(/^\S.*\.$/s);
    expect(input.comments).not.toMatch(SECOND_PERSON);
  });

  test("shows what to type where something is typed", () => {
    const typed = TYPED.includes(input.type) && !input.hasModel;
    expect({ placeholder: Boolean(input.placeholder), example: Boolean(input.example) }).toEqual(
      typed ? { placeholder: true, example: true } : expect.anything(),
    );
  });

  test("says what true does where it is a switch", () => {
    const switches = input.type === "boolean" && !label.endsWith(" (no effect)");
    expect(switches ? input.comments : "When true, …").toMatch(/^When true, /);
  });

  test("H5: says in its label that it has no effect", () => {
    const given = input.hasModel ? input.model : [input.example ?? true];
    const isRead = given.some((value) =>
      Object.values(outcomeOf(() => clean?.(value))).some((out) => out !== undefined),
    );
    expect(label.endsWith(" (no effect)")).toBe(!isRead);
  });

  test("cleans what comes in", () => {
    expect(clean).toBeInstanceOf(Function);
  });

  test.each([[undefined], [null], [""]])("takes %p as unset", (empty) => {
    const cleaned = () => clean?.(empty);
    if (!required) {
      expect(cleaned).not.toThrow();
      return;
    }
    // A required input refuses it by its own name, unless the form has a value to begin with.
    const outcome = outcomeOf(cleaned);
    expect(outcome.error ?? new InputError({ input: label, got: "", expected: "" })).toMatchObject({ input: label });
  });

  test("takes whatever comes, or refuses it by its own name", () => {
    const blamesAnother = ODD_VALUES.filter((value) => {
      const { error } = outcomeOf(() => clean?.(value));
      return error !== undefined && !(error instanceof InputError && error.input === label);
    });
    expect(blamesAnother).toEqual([]);
  });
});

function outcomeOf(run: () => unknown): { value?: unknown; error?: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}

describe.each([...actionForms, ...dataSourceForms, ...triggerForms].map((form) => [form.key, form] as const))(
  "%s",
  (_key, form) => {
    const everyInput = form.inputs.flatMap((input) => [input, ...input.columns]);

    test("has a form whose labels are all different", () => {
      // Of several forms, only the chosen one is shown.
      const variants = new Set(everyInput.map(({ variant }) => variant));
      for (const shown of variants) {
        const labels = everyInput.filter(({ variant }) => variant === undefined || variant === shown);
        const names = labels.map(({ label }) => label);
        expect(names.filter((label, position) => names.indexOf(label) !== position)).toEqual([]);
      }
    });

    test("H5: has at most nine inputs on top, or twelve if it is a trigger, which has no groups; and no group of one", () => {
      const onTop = form.inputs.filter(
        ({ group, type }) => group === undefined && !["connection", "structuredObject"].includes(type),
      );
      expect(onTop.length).toBeLessThanOrEqual(triggerForms.includes(form) ? 12 : 9);
      const sizes = form.groups.map(({ key }) => everyInput.filter(({ group }) => group === key).length);
      expect(Math.min(2, ...sizes)).toBe(2);
    });

    test("H5: has required inputs, drop-downs that are filled, and what fills them on top", () => {
      const sources = everyInput.map(({ dataSource }) => dataSource).filter((source) => source !== undefined);
      const feeding = dataSourceForms.filter(({ key }) => sources.includes(key)).flatMap(({ inputs }) => inputs);
      // A form that is chosen among several, and a row that is added, are open: only groups can stay closed.
      const isOpen = form.inputs.flatMap(({ columns }) => columns);
      const belowTop = everyInput.filter(
        (input) =>
          input.group !== undefined &&
          ((!isOpen.includes(input) && (input.required || input.dataSource !== undefined)) ||
            feeding.some(({ key }) => key === input.key)),
      );
      expect(belowTop).toEqual([]);
    });

    test("H5: explains its groups", () => {
      expect(form.groups.filter(({ comments }) => !/^[A-Z].*\.$/.test(comments ?? ""))).toEqual([]);
    });

    // Neither the platform nor spectral fills in the defaults of inputs in a group that nobody opened.
    test("H5: has no input in a group whose default is something else than nothing", () => {
      const other = everyInput.filter(
        ({ group, default: preset, clean }) =>
          group !== undefined && preset !== "" && JSON.stringify(clean?.(preset)) !== JSON.stringify(clean?.("")),
      );
      expect(other).toEqual([]);
    });

    test("begins with the connection", () => {
      // A trigger that Mixpanel calls has the credentials of its calls first.
      const first = triggerForms.includes(form) ? { type: "connection" } : { type: "connection", key: "connection" };
      expect(form.inputs[0]).toMatchObject(first);
    });

    test("has a label in title case, and a description that addresses nobody", () => {
      expect(form.label).toMatch(/^([A-Z][A-Za-z0-9]*)( ([A-Z][A-Za-z0-9]*|and))*( \(Legacy\))?$/);
      expect(form.description).toMatch(/^[A-Z].*[^.]$/s);
      expect(form.description).not.toMatch(SECOND_PERSON);
    });
  },
);

test("no two actions have the same label", () => {
  expect(new Set(actionForms.map(({ label }) => label)).size).toBe(actionForms.length);
});

const connectionFields = component.connections.flatMap(({ key, inputs }) =>
  inputs.map((field) => [`${key}.${field.key}`, field] as const),
);

describe.each(connectionFields)("connection field %s", (_key, field) => {
  test("explains itself, without addressing the reader", () => {
    expect(field.comments).toMatch(/^[A-Z].*\.$/s);
    expect(field.comments).not.toMatch(SECOND_PERSON);
  });

  test("shows what to type where something is typed", () => {
    expect("model" in field || ("placeholder" in field && "example" in field)).toBe(true);
  });

  test("is hidden while it is typed if it is a secret", () => {
    const isSecret = /password|token|secret/i.test(field.key);
    expect(field.type === "password").toBe(isSecret);
  });
});
