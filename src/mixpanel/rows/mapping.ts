import { InputError } from "../errors";
import { parseJson } from "../records/boundedJson";
import { faultIn, isRecord, type JsonObject, setOwn } from "../records/json";
import { plainJson } from "../records/plainJson";
import { FIELDS, fieldOf } from "./fields";
import type { FieldName, FieldSource, Mapping, NullRule, PropertyMapping, TargetKind, ValueType } from "./types";

/** The type of each column's value that a mapping may ask for. */
export const VALUE_TYPES: readonly ValueType[] = ["auto", "text", "number", "boolean", "date", "json", "list", "ids"];
export const NULL_RULES: readonly NullRule[] = ["skip", "send", "unset"];

export interface ReadMappingOptions {
  target: TargetKind;
  /** Label of the input, for errors. */
  input?: string;
}

/** One line of a mapping, in whichever form it came. */
interface Line {
  property: string;
  column?: string;
  constant?: unknown;
  type?: ValueType;
  whenNull?: NullRule;
}

/** The keys of a line that has not been filled in. */
const LINE_KEYS: ReadonlySet<string> = new Set(["column", "property", "constant", "type", "whenNull"]);

const isSet = (value: unknown) => value !== undefined && value !== null && value !== "";
const EXPECTED =
  'a list such as [{"column": "plan", "property": "Plan"}], or an object of properties and their columns such as {"Plan": "plan"}';

const shown = (value: unknown) =>
  typeof value === "string" ? `"${value.slice(0, 40)}"` : JSON.stringify(value)?.slice(0, 80);

/** Reads a mapping line by line. */
class Reader {
  private readonly mapping = {
    fields: {} as Partial<Record<FieldName, FieldSource>>,
    properties: [] as PropertyMapping[],
    constants: {} as Record<string, unknown>,
  };
  private readonly targets = new Set<string>();

  constructor(
    private readonly kind: TargetKind,
    private readonly input: string,
  ) {}

  read(value: unknown): Mapping {
    if (!isSet(value)) return this.mapping;
    if (typeof value === "string") return this.read(this.parsed(value));
    if (Array.isArray(value)) return this.lines(value);
    if (!isRecord(value)) throw this.error(`${value}`);
    if (isRecord(value.schema) && "data" in value) return this.read(value.data);
    if (Array.isArray(value.fields)) return this.lines(value.fields);
    if (isRecord(value.fields) || Array.isArray(value.properties)) return this.whole(value);
    const [only, ...others] = Object.values(value);
    if (others.length === 0 && Array.isArray(only)) return this.lines(only);
    for (const [property, source] of Object.entries(value)) this.add(this.named(property, source));
    return this.mapping;
  }

  private parsed(text: string): unknown {
    try {
      return plainJson(this.input, parseJson(text), { mayBeRounded: true });
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw this.error(`text that is not JSON${faultIn(error)}`);
    }
  }

  /** A Mapping as the library types it. */
  private whole({ fields, properties, constants, rest, reserved, ...others }: JsonObject): Mapping {
    const [unknown] = Object.keys(others);
    if (unknown !== undefined)
      throw this.error(`"${unknown}"`, "only fields, properties, constants, rest and reserved");
    for (const [name, source] of Object.entries(isRecord(fields) ? fields : {})) {
      if (fieldOf(this.kind, name) === undefined)
        throw this.error(`the field "${name}"`, `one of ${FIELDS[this.kind].names.join(", ")}`);
      this.add(this.named(name, source));
    }
    this.lines(Array.isArray(properties) ? properties : []);
    for (const [property, constant] of Object.entries(isRecord(constants) ? constants : {}))
      this.add({ property, constant });
    if (isSet(rest) && rest !== "pass" && rest !== "drop") throw this.error(`rest: ${shown(rest)}`, '"pass" or "drop"');
    if (isSet(reserved) && typeof reserved !== "boolean")
      throw this.error(`reserved: ${shown(reserved)}`, "true or false");
    return {
      ...this.mapping,
      ...(rest === "pass" || rest === "drop" ? { rest } : {}),
      ...(typeof reserved === "boolean" ? { reserved } : {}),
    };
  }

  private lines(lines: readonly unknown[]): Mapping {
    for (const [at, line] of lines.entries()) {
      if (!isRecord(line)) throw this.error(`${shown(line)} as line ${at + 1}`);
      const read = this.line(line, at);
      if (read !== undefined) this.add(read);
    }
    return this.mapping;
  }

  /** @returns undefined for a line that maps nothing: an empty one, or a field of a wizard that was left unmapped */
  private line(line: JsonObject, at: number): Line | undefined {
    // objectFieldMap: a column of the rows, and the field in Mixpanel that was chosen for it.
    if (isRecord(line.field)) {
      const column = this.text(line.field.key, at);
      const property = isRecord(line.mappedField) ? line.mappedField.key : undefined;
      return isSet(property) ? { column, property: this.text(property, at) } : undefined;
    }
    if ("source" in line || "destination" in line) {
      if (!isSet(line.source) || !isSet(line.destination)) return undefined;
      return { ...this.rules(line), column: this.text(line.source, at), property: this.text(line.destination, at) };
    }
    if ("key" in line) return isSet(line.key) ? this.named(this.text(line.key, at), line.value) : undefined;
    const { column, property, constant } = line;
    if (!isSet(column) && !isSet(property) && !isSet(constant)) {
      const other = Object.keys(line).find((name) => isSet(line[name]) && !LINE_KEYS.has(name));
      if (other !== undefined) throw this.error(`"${other}" and no column in line ${at + 1}`);
      return undefined;
    }
    if (!isSet(column) && constant === undefined)
      throw this.error(`no column for ${shown(property)}`, "a column, or a constant");
    if (!isSet(column)) return { property: this.text(property, at), constant };
    const name = this.text(column, at);
    return { ...this.rules(line), column: name, property: isSet(property) ? this.text(property, at) : name };
  }

  /** A property with its source: the name of a column, or an object that says more. */
  private named(property: string, source: unknown): Line {
    if (typeof source === "string" && source !== "") return { property, column: source };
    if (isRecord(source) && "constant" in source && !isSet(source.column))
      return { property, constant: source.constant };
    if (isRecord(source) && isSet(source.column))
      return { ...this.rules(source), property, column: this.text(source.column) };
    throw this.error(`${shown(source) ?? "nothing"} for "${property}"`, "the name of a column");
  }

  private rules({ type, whenNull }: JsonObject): Pick<Line, "type" | "whenNull"> {
    const [kind, rule] = [VALUE_TYPES.find((one) => one === type), NULL_RULES.find((one) => one === whenNull)];
    if (isSet(type) && kind === undefined) throw this.error(`the type ${shown(type)}`, VALUE_TYPES.join(", "));
    if (isSet(whenNull) && rule === undefined) throw this.error(`whenNull: ${shown(whenNull)}`, NULL_RULES.join(", "));
    return { ...(kind && { type: kind }), ...(rule && { whenNull: rule }) };
  }

  private add({ property, column, constant, ...rules }: Line): void {
    const field = fieldOf(this.kind, property);
    const target = field ?? property;
    if (this.targets.has(target)) throw this.error(`two sources for "${target}"`, "one column for each property");
    this.targets.add(target);
    const { fields, properties, constants } = this.mapping;
    if (field !== undefined) fields[field] = column === undefined ? { constant } : { column };
    else if (column === undefined) setOwn(constants, property, constant);
    else properties.push({ column, property, ...rules });
  }

  private text(value: unknown, at?: number): string {
    if (typeof value === "string" && value !== "") return value;
    throw this.error(`${shown(value) ?? "nothing"}${at === undefined ? "" : ` in line ${at + 1}`}`, "a name as text");
  }

  private error(got: string, expected = EXPECTED): InputError {
    return new InputError({ input: this.input, got, expected });
  }
}

/**
 * Reads a mapping from every form that builders, wizards and programs have:
 *
 * - a list of `{column, property, type?, whenNull?}` or `{constant, property}`
 * - key-value pairs `[{key: property, value: column}]`, where the value may also be such an object
 * - an object field map, `{fields: [{field: {key: column}, mappedField: {key: property}}]}`
 * - the data of a JSON form, `[{source: column, destination: property}]`, also within an object
 * - an object of properties and their columns, `{property: column}`
 * - a Mapping, and the JSON text of any of these
 *
 * A property with the name of a field of the target, such as `time` for events, is that field. Lines that map nothing are left out.
 *
 * @throws InputError for any other form, and for two sources of one property
 */
export function readMapping(value: unknown, { target, input = "Mapping" }: ReadMappingOptions): Mapping {
  return new Reader(target, input).read(plainJson(input, value, { mayBeRounded: true }));
}
