import { describePlaceholder, describeProfileUpdate } from "../../support/describeProfileUpdate";
import { DELETING } from "../../support/profileChanges";

describeProfileUpdate({
  key: "deleteSingleProfile",
  of: "user",
  ...DELETING,
  query: { strict: "1", verbose: "1" },
  fields: [
    ["ignoreAlias", true, { $ignore_alias: true }],
    ["ignoreAlias", "false", { $ignore_alias: false }],
  ],
});

describePlaceholder("deleteSingleProfile", { distinct_id: "undefined" });
