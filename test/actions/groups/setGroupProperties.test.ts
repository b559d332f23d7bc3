import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { SETTING } from "../../support/profileChanges";

describeProfileUpdate({ key: "setGroupProperties", of: "group", operation: "$set", ...SETTING });
