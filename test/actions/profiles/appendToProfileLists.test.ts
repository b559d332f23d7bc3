import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { ONE_VALUE } from "../../support/profileChanges";

describeProfileUpdate({ key: "appendToProfileLists", of: "user", operation: "$append", ...ONE_VALUE });
