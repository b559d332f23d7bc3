import type { Endpoint, Style } from "../endpoint";
import { InputError } from "../errors";
import { stringifyExact } from "../records/exactNumbers";

/** IDs with a default on the connection. Keys are the names in some of Mixpanel's paths, values the names in forms and parameters. */
const FORM_NAMES = { projectId: "project_id", workspaceId: "workspace_id", organizationId: "organization_id" } as const;

type FormName<Name> = Name extends keyof typeof FORM_NAMES ? (typeof FORM_NAMES)[Name] : Name;
type PathName<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | PathName<Rest> : never;
type KeyOf<Styles> = keyof NonNullable<Styles> & string;

/** The name of a parameter of a row: in its path, its query, its form or its JSON body. */
export type ParameterName<Row extends Endpoint> = FormName<
  | PathName<Row["path"]>
  | (Row extends { query?: infer Styles } ? KeyOf<Styles> : never)
  | (Row extends { form?: infer Styles } ? KeyOf<Styles> : never)
  | (Row extends { json: readonly (infer Field extends string)[] } ? Field : never)
  | (Row extends { jsonBody: infer Name extends string } ? Name : never)
  // If the type of the row is not known exactly, any name is allowed.
  | (string extends Row["path"] ? string : never)
>;

/** A cleaned value of a parameter; undefined if it is not set. Null is a value only in a JSON body. */
export type Parameter = string | number | boolean | readonly unknown[] | object | null | undefined;

/** The parameters of a row. */
export type ParametersOf<Row extends Endpoint> = { readonly [Name in ParameterName<Row>]?: Parameter };

/**
 * Makes an unknown key a compile error. TypeScript checks only object literals for excess keys; this also finds those that come from a
 * variable or a spread. It is a conditional type so that it does not influence how the values are inferred.
 */
export type NoOthers<Given, Row extends Endpoint> = [Exclude<keyof Given & string, ParameterName<Row>>] extends [never]
  ? unknown
  : { readonly [Name in Exclude<keyof Given & string, ParameterName<Row>>]: never };

/** Where a row writes one of its parameters. */
interface Place {
  name: string;
  /** Mixpanel's own name. */
  official: string;
  in: "path" | "query" | "form" | "json" | "jsonBody";
  style: Style;
}

const listed = new WeakMap<Endpoint, readonly Place[]>();

/** Every place where a row writes a parameter. This is the complete list of a row's parameters. Rows are constants. */
export function placesOf(endpoint: Endpoint): readonly Place[] {
  const known = listed.get(endpoint);
  if (known !== undefined) return known;
  const places = listPlaces(endpoint);
  listed.set(endpoint, places);
  return places;
}

function listPlaces({ path, query = {}, form = {}, json = [], jsonBody }: Endpoint): Place[] {
  const names: Record<string, string> = FORM_NAMES;
  const place = (where: Place["in"], official: string, style: Style = "text"): Place => ({
    name: Object.hasOwn(names, official) ? String(names[official]) : official,
    official,
    in: where,
    style,
  });
  return [
    ...[...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => place("path", String(name))),
    ...Object.entries(query).map(([name, style]) => place("query", name, style)),
    ...Object.entries(form).map(([name, style]) => place("form", name, style)),
    ...json.map((name) => place("json", name)),
    ...(jsonBody === undefined ? [] : [place("jsonBody", jsonBody)]),
  ];
}

/** Whether a row has a parameter of this name. */
export function takes<Row extends Endpoint>(row: Row, name: string): name is ParameterName<Row> {
  return placesOf(row).some((place) => place.name === name);
}

/** The secrets of other systems among the parameters of a request. */
export function secretsOf({ secrets = [] }: Endpoint, parameters: Readonly<Record<string, Parameter>>): string[] {
  return secrets.map((name) => parameters[name]).filter((value) => typeof value === "string");
}

function asParameter(value: unknown): Parameter {
  if (value === undefined || typeof value === "object") return value;
  return typeof value === "number" || typeof value === "boolean" ? value : String(value);
}

/** The values of a form that are parameters of the row; the other values control the action itself. */
export function parametersOf<Row extends Endpoint>(
  row: Row,
  values: Readonly<Record<string, unknown>>,
): ParametersOf<Row> {
  const taken: { [Name in ParameterName<Row>]?: Parameter } = {};
  for (const [name, value] of Object.entries(values)) if (takes(row, name)) taken[name] = asParameter(value);
  return taken;
}

/** The parameters of a request, encoded as its row declares. */
export interface EncodedParameters {
  path: string;
  query: URLSearchParams;
  /** A form or JSON. Undefined if the row has neither. */
  body: string | undefined;
  contentType: "application/x-www-form-urlencoded" | "application/json" | undefined;
}

function append(target: URLSearchParams, name: string, style: Style, value: NonNullable<Parameter>): void {
  if (style === "repeat" && Array.isArray(value)) for (const element of value) target.append(name, String(element));
  else if (style === "json" && typeof value !== "string") target.append(name, JSON.stringify(value));
  else target.append(name, String(value));
}

/** Half of a character that takes two UTF-16 units: no text that can be encoded. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** The only path parameter that is a name. Lexicon's names may contain slashes; an ID with one could reach another operation. */
const NAME = "name";

/** Encodes a value for the path. An empty value or dots would lead to another path, however they are encoded. */
function pathSegment(name: string, value: string): string {
  const isOtherPath = /^\s*\.{0,2}\s*$/.test(value) || (name !== NAME && /[/\\]/.test(value));
  if (isOtherPath) throw new InputError({ input: name, got: `"${value}"`, expected: "an ID" });
  if (LONE_SURROGATE.test(value))
    throw new InputError({
      input: name,
      got: "text with half a character, such as of an emoji",
      expected: "whole text",
    });
  return encodeURIComponent(value);
}

/**
 * Puts each parameter where the row declares it, under Mixpanel's own name. Undefined values are left out; `0` and `false` are values, and
 * in a JSON body null is one too.
 *
 * @throws InputError on a value that cannot be part of a path; Error on a parameter that the row does not have, or that is missing in the
 * path: that is a bug in the code, not a wrong input
 */
export function encodeParameters(
  endpoint: Endpoint,
  parameters: Readonly<Record<string, Parameter>>,
): EncodedParameters {
  const places = placesOf(endpoint);
  const query = new URLSearchParams();
  const form = new URLSearchParams(endpoint.fixedForm);
  const fields: Record<string, Parameter> = { ...endpoint.fixedJson };
  let whole: Parameter;
  let path: string = endpoint.path;
  for (const [name, value] of Object.entries(parameters)) {
    const own = places.filter((place) => place.name === name);
    if (own.length === 0) throw new Error(`${endpoint.operation} has no parameter ${name}`);
    if (value === undefined) continue;
    for (const { in: where, official, style } of own) {
      if (where === "json") fields[official] = value;
      else if (where === "jsonBody") whole = value;
      else if (value === null) continue;
      else if (where === "path") path = path.replace(`{${official}}`, pathSegment(name, String(value)));
      else append(where === "query" ? query : form, official, style, value);
    }
  }
  const unfilled = path.match(/\{([^}]+)\}/);
  if (unfilled) throw new Error(`${endpoint.operation} needs ${unfilled[1]} in its path`);
  if (endpoint.jsonBody !== undefined && whole === undefined)
    throw new Error(`${endpoint.operation} needs ${endpoint.jsonBody} as its body`);
  const hasForm = endpoint.form !== undefined || endpoint.fixedForm !== undefined;
  if (hasForm) return { path, query, body: form.toString(), contentType: "application/x-www-form-urlencoded" };
  const hasJson = endpoint.json !== undefined || endpoint.fixedJson !== undefined || endpoint.jsonBody !== undefined;
  if (!hasJson) return { path, query, body: undefined, contentType: undefined };
  const body = stringifyExact(endpoint.jsonBody === undefined ? fields : whole);
  return { path, query, body, contentType: "application/json" };
}
