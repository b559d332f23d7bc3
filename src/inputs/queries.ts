import { dateInput, textInput } from "./kinds";

export const from_date = dateInput.required("From Date", {
  example: "2024-01-01",
  comments:
    "First day of the range, as yyyy-mm-dd, inclusive. Days are in the project's time zone for projects created before 2023, and in UTC for later ones.",
});

export const to_date = dateInput.required("To Date", {
  example: "2024-01-31",
  comments: "Last day of the range, as yyyy-mm-dd, inclusive.",
});

export const where = textInput("Where", {
  example: 'properties["plan"] == "pro"',
  comments:
    'A filter expression, such as properties["plan"] == "pro" and properties["amount"] > 10. See https://developer.mixpanel.com/reference/segmentation-expressions.',
});
