/** What the marketplace tells customers before they activate the integration, in Markdown. */
export const overview = `Keeps a segment of the CRM equal to a Mixpanel cohort: users who enter the cohort are added within 30 minutes, users who leave it are
removed. Each change is also an event in Mixpanel, so that funnels can show what came of it.

Large cohorts arrive in pages. Nothing is written to the CRM before all pages are there, and a page that is sent twice changes nothing.

To set it up, choose a service account with the role *Admin*, the cohort, and the address and API key of the CRM. Then add the URL of the
flow Sync Cohort to Mixpanel as a custom webhook. Cohort syncs need a paid Mixpanel plan.
`;
