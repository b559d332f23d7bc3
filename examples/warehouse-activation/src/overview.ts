/** What the marketplace tells customers before they activate the integration, in Markdown. */
export const overview = `Sends rows of a data warehouse to Mixpanel: each change of an order becomes an event, and the user profiles are kept equal to the table of
customers.

Only what changed is sent. A run that fails goes on where it stopped, without gaps and duplicates. Rows that Mixpanel does not accept are
listed with the reason, and the others are sent. A customer who is gone from the table is removed only within a bound.

To set it up, choose a service account with the role *Admin* and the project's token, the project, and the warehouse.
`;
