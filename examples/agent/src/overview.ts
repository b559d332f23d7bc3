/** What the marketplace tells customers before they activate the integration, in Markdown. */
export const overview = `Lets an AI agent ask five questions about a Mixpanel project, such as how often an event happened or where users drop out of a funnel. The
agent can read, and change nothing.

Each question is a tool of its own, with a short answer and the numbers behind it. A question spends at most four of the 60 queries that
Mixpanel allows an hour.

To set it up, choose a service account with the role *Consumer* in the project, its Default Project ID and the data residency. Then connect
the agent to Prismatic's MCP server.
`;
