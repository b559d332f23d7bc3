import { MAX_LISTED_FAILURES } from "../mixpanel/ingest/engine/limits";
import { NULL_RULES, VALUE_TYPES } from "../mixpanel/rows/mapping";
import { mappingInput, rowsInputOf, timeZone } from "./columns";
import { useProjectToken } from "./delivery";
import { group, rowsInput } from "./group";
import { booleanInput, choiceInput, integerInput, nameInput } from "./kinds";
import { target } from "./rowTarget";
import { concurrency, rateShare, resumeFrom } from "./sending";

/** Inputs of the actions that turn rows of a warehouse, a database or a file into events, profiles or a lookup table. */

const ROWS_EXAMPLE = JSON.stringify([
  { user_id: "user-12345", created_at: "2026-01-15 10:00:00", plan: "pro", amount: 49.9 },
]);

export const rows = rowsInputOf(
  "Rows",
  {
    example: ROWS_EXAMPLE,
    comments:
      "The rows: a list of objects, a list of lists whose first one contains the column names, JSON, NDJSON, CSV or TSV as text, or a file of a previous step, gzipped or not. A list that is empty succeeds with no rows.",
  },
  "a list of rows, text or a file",
);

const TYPE_NAMES = {
  auto: "Automatic",
  text: "Text",
  number: "Number",
  boolean: "Boolean",
  date: "Date",
  json: "JSON",
  list: "List",
  ids: "List of IDs",
};
const NULL_NAMES = { skip: "Leave out", send: "Send null", unset: "Remove the property" };

/** The properties, one row of the form each. */
const mapping = rowsInput({
  label: "Mapping",
  comments:
    "Which columns become which properties. Columns that are not mentioned become properties of the same name, unless Unmapped Columns says otherwise.",
  leaves: (name) => ({
    column: nameInput(name("Column"), {
      example: "plan_name",
      comments: "The name of the column, exactly as the rows have it.",
    }),
    property: nameInput(name("Property"), {
      example: "plan",
      placeholder: "plan",
      dataSource: "rowTargetFields",
      comments:
        "The property in Mixpanel. Leave it empty for the column's name. The drop-down lists the names that Mixpanel reserves and the properties in Lexicon; any other name can be typed.",
    }),
    type: choiceInput(name("Type"), {
      choices: VALUE_TYPES,
      names: TYPE_NAMES,
      default: "auto",
      comments:
        "What the values become. Automatic keeps numbers, booleans, lists, objects and text, and turns dates of a database into dates. Number and Boolean also read text such as 12.50 or true, Date reads every time in text or numbers, JSON reads JSON text, List makes a list of a single value, and List of IDs makes a list of texts, as the groups of a user need it.",
    }),
    whenNull: choiceInput(name("Null"), {
      choices: NULL_RULES,
      names: NULL_NAMES,
      empty: "As in Conversion Options",
      comments: "What becomes of null in this column. Remove the property works for profiles only.",
    }),
  }),
  read: (line) => line,
});

/** Every other form of a mapping, which is read when the target is known. */
const mappingJson = mappingInput("Mapping as JSON", {
  example: '{"plan": "plan_name", "$email": {"column": "mail", "type": "text"}, "source": {"constant": "warehouse"}}',
  comments:
    "The mapping as JSON or from a previous step, in addition to Mapping: an object of properties and their columns, where a value may also be an object with column or constant, type and whenNull; a list of such objects; key-value pairs; the value of an Object Field Map or the data of a JSON Form. A property with the name of a field, such as time or $insert_id for events, is that field.",
});

const conversion = group("Conversion Options", "How columns and values of the rows become properties.", {
  unmappedColumns: choiceInput("Unmapped Columns", {
    choices: ["pass", "drop"],
    names: { pass: "Send them", drop: "Leave them out" },
    empty: "Automatic",
    comments:
      "What becomes of columns that the mapping does not mention. Automatic sends them under their own name, and leaves them out in the mode Add up.",
  }),
  reservedNames: booleanInput("Reserved Names", {
    default: false,
    comments:
      "When true, unmapped columns with a well-known name get the name that Mixpanel reserves for it: email becomes $email, first_name becomes $first_name. When false, they keep their name.",
  }),
  timeZone,
  nullValues: choiceInput("Null Values", {
    choices: NULL_RULES,
    names: NULL_NAMES,
    empty: "Automatic",
    comments:
      "What becomes of null. Leave out changes nothing in Mixpanel. Send null stores null, which reports show as (not set). Remove the property works for profiles only. Automatic leaves null out, but removes the property in the mode Mirror.",
  }),
  emptyIsNull: booleanInput("Empty Text Is Null", {
    comments:
      "When true, empty text counts as null. When false, it is sent as empty text. Leave it empty to count it as null in CSV only, which cannot tell them apart.",
  }),
});

/** Inputs that say what is sent: the same for the preview. */
export const rowInputs = { rows, target, mapping, mappingJson, conversion };

export const failOnRejectedRows = booleanInput("Fail On Rejected", {
  default: false,
  comments:
    "When true, the step fails if rows are rejected, held back by an outage, or not confirmed by Mixpanel, and the error names the first one; rows that were accepted stay in Mixpanel. When false, the step succeeds and returns these rows.",
});

const validateOnly = booleanInput("Validate Only", {
  default: false,
  comments:
    "When true, checks every row and sends nothing; the result says which rows would be rejected. When false, sends the rows.",
});

export const rowSending = group("Sending Options", "What is sent, how fast, and where to start.", {
  validateOnly,
  useProjectToken: {
    ...useProjectToken,
    comments:
      "When true, events are sent with the connection's Project Token instead of its service account. When false, with the service account, which Mixpanel recommends. Profiles are always sent with the token, and lookup tables with the service account.",
  },
  geolocate: booleanInput("Geolocate", {
    default: false,
    comments:
      "When true, Mixpanel sets the location of users and events without an ip by the IP address of the request, which is the server that runs this integration. When false, it does not.",
  }),
  concurrency,
  rateShare,
  resumeFrom,
});

export const rowResults = group("Result Options", "How many rows the result lists, and in which form.", {
  maxListed: integerInput("Max Listed Rows", {
    min: 0,
    max: 100_000,
    placeholder: String(MAX_LISTED_FAILURES),
    example: "100",
    comments: `Maximum number of rejected rows that the result lists. All of them are counted, in total and by reason. Leave it empty for ${MAX_LISTED_FAILURES}.`,
  }),
  files: booleanInput("Return Files", {
    default: false,
    comments:
      "When true, the result also has all rejected rows as the file rejected_file, and all rows to be sent again as held_file: gzipped NDJSON with one row per line, which another step can store. When false, there are only the lists.",
  }),
});
