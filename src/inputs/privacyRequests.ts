import { BOUND_LABELS, DEFAULT_BOUNDS } from "../mixpanel/privacy/bounds";
import { group } from "./group";
import { booleanInput, choiceInput, instantInput, integerInput, jsonInput, textInput } from "./kinds";
import { secretInput } from "./pipelines";
import { token } from "./privacy";
import { waitForRateLimit } from "./queries";

/** A request for the data of people, or for their erasure. */

export const disclosure_type = choiceInput("Disclosure Type", {
  choices: ["Data", "Categories", "Sources"],
  empty: "Mixpanel's default (Data)",
  comments:
    "What a CCPA request asks for: the data itself, its categories, or how it was collected. Leave it empty for GDPR.",
});

const findIds = booleanInput("Find Distinct IDs", {
  default: true,
  comments:
    "When true, the step searches the people's distinct IDs in Mixpanel, and requests those that it finds. When false, nothing is searched: the step requests the Distinct IDs exactly as given, and takes no other identifiers.",
});

const request_id = textInput("Request ID", {
  example: "ticket-4711",
  placeholder: "a random ID",
  comments:
    "The ID of the request in the caller's own system, such as the number of a ticket. It is part of the evidence, in plain text. Leave it empty for a random ID.",
});

export const dryRun = booleanInput("Dry Run", {
  default: false,
  comments:
    "When true, the step searches the people and returns what it would request, but requests nothing. refused then says why the request would be refused.",
});

const MAX_GROUP_KEYS = 1_999;

export const group_keys = integerInput("Number Of Group Keys", {
  min: 0,
  max: MAX_GROUP_KEYS,
  whenEmpty: 0,
  placeholder: "0",
  example: "1",
  comments:
    "How many group keys the project has (Project Settings > Group Keys). A deletion takes 1999 distinct IDs, and floor(2000 / (group keys + 1)) in a project with group keys. Leave it empty for none.",
});

const separate = booleanInput("One Task Per Person", {
  default: true,
  comments:
    "When true, each person gets a task of their own, so that no archive has the data of two people. When false, people share tasks, which needs fewer of Mixpanel's requests. People who have a distinct ID in common are one person.",
});

export const previousRequests = jsonInput("Previous Requests", {
  example: "{}",
  comments:
    "The result of an earlier run, or a list of results. A task of the same IDs that still runs is returned and not created again. Needed only if the earlier run belongs to another instance, or to one whose state was lost: flows of one instance remember their requests.",
});

const evidenceOptions = {
  requester: textInput("Requester", {
    example: "ann@example.com",
    comments: "Who asked: the person, or somebody on their behalf. The evidence has only its hash.",
  }),
  received_at: instantInput("Received At", {
    example: "2024-01-31T12:00:00Z",
    comments: "When the request arrived: the time limits of the law count from then.",
  }),
  evidence_secret: secretInput(
    "Evidence Secret",
    "The key with which the identifiers in the evidence are hashed (HMAC). Keep it: it is needed to look up a person in the evidence. Without it, identifiers are hashed with SHA-256 alone, and whoever guesses an e-mail can check the guess.",
    false,
  ),
};

const repeat = booleanInput("Repeat Requests", {
  default: false,
  comments:
    "When true, everything is requested again, although a task of the same IDs still runs, or the response to an earlier request was lost. When false, the same request starts one task.",
});

/** The privacy API finds the project by its token, the search by its ID. */
export const requestedProject = group("Project Options", "The project of the tasks, and how it is reached.", {
  token,
  waitForRateLimit,
});

export const retrievalOptions = group("Request Options", "How the request is divided, repeated and recorded.", {
  request_id,
  disclosure_type,
  findIds,
  separate,
  previousRequests,
  repeat,
  ...evidenceOptions,
});

const BOUND_COMMENTS = "Nothing is erased if there are more. A dry run shows them, before this is raised.";

export const erasureBounds = group("Safety Limits", "A preview, and when the step refuses to erase.", {
  dryRun,
  maxProfiles: integerInput(BOUND_LABELS.maxProfiles, {
    min: 1,
    max: 1_000,
    whenEmpty: DEFAULT_BOUNDS.maxProfiles,
    placeholder: String(DEFAULT_BOUNDS.maxProfiles),
    example: "3",
    comments: `How many user profiles may match one person. Several may be one person, or people who share an address. ${BOUND_COMMENTS} Leave it empty for ${DEFAULT_BOUNDS.maxProfiles}.`,
  }),
  maxDistinctIds: integerInput(BOUND_LABELS.maxIds, {
    min: 1,
    max: 1_000_000,
    whenEmpty: DEFAULT_BOUNDS.maxIds,
    placeholder: String(DEFAULT_BOUNDS.maxIds),
    example: "2000",
    comments: `How many distinct IDs the step may erase in all. ${BOUND_COMMENTS} Leave it empty for ${DEFAULT_BOUNDS.maxIds}.`,
  }),
});

export const erasureOptions = group("Request Options", "How the request is divided, repeated and recorded.", {
  request_id,
  findIds,
  group_keys,
  previousRequests,
  repeat,
  ...evidenceOptions,
});
