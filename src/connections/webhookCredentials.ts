import { connection } from "@prismatic-io/spectral";

/** User name and password that Mixpanel sends with every call of a webhook: the same as entered in Mixpanel. */
export const webhookCredentials = connection({
  key: "webhookCredentials",
  display: {
    label: "Webhook Credentials",
    description:
      "The user name and password with which Mixpanel calls a webhook, for the triggers Cohort Sync and Alert. They are not those of a Mixpanel account: choose them yourself, and enter the same ones in Mixpanel.",
    icons: { avatarPath: "icon.png" },
  },
  inputs: {
    username: {
      label: "Username",
      type: "string",
      required: true,
      placeholder: "mixpanel",
      example: "mixpanel",
      comments: "User name that Mixpanel sends. Choose any name without a colon.",
    },
    password: {
      label: "Password",
      type: "password",
      required: true,
      placeholder: "A long random text",
      example: "0123456789abcdefghijklmnopqrstuv",
      comments: "Password that Mixpanel sends. Choose a long random text that is used nowhere else.",
    },
  },
});
