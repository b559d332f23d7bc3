import { describePlaceholder, describeProfileUpdate } from "../../support/describeProfileUpdate";
import { DELETING } from "../../support/profileChanges";

describeProfileUpdate({ key: "deleteSingleGroup", of: "group", ...DELETING, query: { verbose: "1" } });

describePlaceholder("deleteSingleGroup", { group_key: "company_id", group_id: "null" });
