/** An annotation as Mixpanel returns it. */
export const annotation = {
  id: 640123,
  date: "2024-01-31T12:00:00-08:00",
  description: "New checkout released",
  project_id: 1234567,
  user: { id: 4321, first_name: "", last_name: "" },
  tags: [{ id: 12, name: "Release" }],
};
