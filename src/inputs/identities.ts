import { input } from "@prismatic-io/spectral";
import { requiredText } from "./clean";

export const identified_id = input({
  label: "Identified ID",
  type: "string",
  required: true,
  placeholder: "user-12345",
  example: "user-12345",
  comments:
    "The ID of the known user: what the app calls the user after the login. A placeholder such as undefined or null is rejected, because the link cannot be undone.",
  clean: requiredText("Identified ID", "an ID"),
});

export const anon_id = input({
  label: "Anon ID",
  type: "string",
  required: true,
  placeholder: "2a3b4c5d-1234-4abc-9def-0123456789ab",
  example: "2a3b4c5d-1234-4abc-9def-0123456789ab",
  comments:
    "The ID that the same user had before the login, as Mixpanel's SDKs make it: a UUID of version 4, or $device: followed by a UUID.",
  clean: requiredText("Anon ID", "an ID"),
});

export const distinct_id = input({
  label: "Distinct ID",
  type: "string",
  required: true,
  placeholder: "user-12345",
  example: "user-12345",
  comments: "The ID that Mixpanel already knows the user by.",
  clean: requiredText("Distinct ID", "an ID"),
});

export const alias = input({
  label: "Alias",
  type: "string",
  required: true,
  placeholder: "jane@example.com",
  example: "jane@example.com",
  comments:
    "A second ID for the same user. One alias belongs to one user for good, so a placeholder such as undefined or null is rejected.",
  clean: requiredText("Alias", "an ID"),
});
