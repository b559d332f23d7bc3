/** What the marketplace tells customers before they activate the integration, in Markdown. */
export const overview = `Answers privacy requests: access to what Mixpanel has about a person, and erasure. It finds the person's IDs, waits for approval before it
erases, follows Mixpanel's tasks for days, hands over the archive, and checks after an erasure that nothing is left.

The evidence of each request has dates and outcomes, but no e-mail address and no ID.

To set it up, choose a service account, the project's ID and token, a GDPR token of an owner or admin of the organization, and the address
of the system that keeps the requests. That system sends requests to the URL of the flow Receive Request, with its API key.
`;
