import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { ONE_VALUE } from "../../support/profileChanges";

describeProfileUpdate({ key: "removeFromProfileLists", of: "user", operation: "$remove", ...ONE_VALUE });
