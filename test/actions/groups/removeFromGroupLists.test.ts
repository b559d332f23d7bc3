import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { ONE_VALUE } from "../../support/profileChanges";

describeProfileUpdate({ key: "removeFromGroupLists", of: "group", operation: "$remove", ...ONE_VALUE });
