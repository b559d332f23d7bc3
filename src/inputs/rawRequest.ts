import { TOTAL_WAIT_CAP_MS } from "../mixpanel/http/retry";
import { RAW_METHODS, RESPONSE_TYPES } from "../mixpanel/raw/methods";
import { fileOf } from "../mixpanel/records/file";
import { plainJson } from "../mixpanel/records/plainJson";
import { integer } from "./clean";
import { group } from "./group";
import { booleanInput, choiceInput, integerInput, keyValuesInput, textInput, typedInput } from "./kinds";

/** Inputs of actions whose request is written by the builder. */

const method = choiceInput("Method", {
  required: true,
  choices: RAW_METHODS,
  comments: "The HTTP method. Mixpanel's read operations use GET, and some of them POST.",
});

export const pathInput = (words: { comments: string; example: string; default?: string }) => ({
  ...textInput.required("URL", { ...words, expected: "a path such as /api/query/insights" }),
  default: words.default,
});

const bodyInput = (comments: string) =>
  typedInput("Data", { example: '{"key": "value"}', comments }, (label) => (value): unknown => {
    if (value === null || value === "") return undefined;
    if (typeof value === "string") return value;
    if (ArrayBuffer.isView(value) && fileOf(value)) return fileOf(value);
    return value instanceof URLSearchParams ? value.toString() : plainJson(label, value, { mayBeRounded: true });
  });

const queryParams = keyValuesInput("Query Parameter", {
  placeholder: "Value",
  example: "1234567",
  comments:
    "Query parameters, the part of the address after the ?. Most operations of Mixpanel need a project_id here.",
  repeats: true,
});

const headers = keyValuesInput("Header", {
  placeholder: "Value",
  example: "application/json",
  comments: "Headers to send. Credentials come from the connection; an Authorization header is rejected.",
});

const responseType = {
  ...choiceInput("Response Type", {
    default: "json",
    choices: RESPONSE_TYPES,
    comments: "How to read the response: as JSON, text, or bytes (arraybuffer).",
  }),
  required: true,
};

const formData = keyValuesInput("Form Data", {
  placeholder: "Value",
  example: "gcs-raw",
  comments:
    "Form fields. They are sent form-encoded, as Mixpanel's API expects, or as multipart if File Data is filled in too.",
  repeats: true,
});

const fileData = keyValuesInput("File Data", {
  placeholder: "File",
  example: "id,name",
  files: true,
  comments: "Files to send as multipart: text, or a file from a previous step.",
});

const fileDataFileNames = keyValuesInput("File Data File Names", {
  example: "table.csv",
  comments: "Names of the files, under the same keys as in File Data.",
});

const timeout = typedInput(
  "Timeout",
  {
    example: "30000",
    comments:
      "Maximum time to wait for the response, in milliseconds. Leave it empty for 500000 on the Query API, 135000 on the app API and 150000 elsewhere.",
  },
  (label) => (value) => integer(label, { min: 0, max: 900_000 })(value) || undefined,
);

const retryDelayMS = {
  ...integerInput("Retry Delay (ms)", {
    min: 0,
    max: TOTAL_WAIT_CAP_MS,
    whenEmpty: 0,
    example: "2000",
    comments:
      "Delay between two attempts, in milliseconds, at most 300000. Not used if Use Exponential Backoff is true.",
  }),
  default: "0",
};

const retryAllErrors = booleanInput("Retry On All Errors", {
  default: false,
  comments:
    "When true, retries after every failure, even if Mixpanel may have already processed the request. When false, retries only what is safe: reads, PUT and DELETE after network errors, 429 and 5xx; other methods only if Mixpanel certainly did not process the request.",
});

const maxRetries = {
  ...integerInput("Max Retry Count", {
    min: 0,
    max: 100,
    whenEmpty: 0,
    placeholder: "0",
    example: "3",
    comments:
      "Maximum number of retries after a failure; 0 for none. No retry starts later than five minutes after the first attempt.",
  }),
  default: "0",
};

const useExponentialBackoff = booleanInput("Use Exponential Backoff", {
  default: false,
  comments:
    "When true, waits 2 seconds before the first retry and doubles the delay each time, up to a minute. When false, waits as long as Retry Delay says.",
});

/** Inputs that all of these actions have. */
export const rawInputs = {
  method,
  data: bodyInput(
    "The body to send: JSON, or form text such as a=1&b=2. Cannot be combined with Form Data or File Data.",
  ),
  queryParams,
  headers,
  responseType,
  form: group("Form and Files", "A body of form fields and files, instead of Data.", {
    formData,
    fileData,
    fileDataFileNames,
  }),
  retries: group("Timeout and Retries", "How long to wait, and when to repeat the request.", {
    timeout,
    maxRetries,
    retryDelayMS,
    retryAllErrors,
    useExponentialBackoff,
  }),
};

export const pipelineData = bodyInput(
  "The pipeline's parameters as a JSON object, or as form text such as type=gcs-raw&trial=true. They are sent form-encoded, as the API expects. Cannot be combined with Form Data or File Data.",
);
