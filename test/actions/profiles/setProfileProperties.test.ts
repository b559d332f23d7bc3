import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { SETTING_USER } from "../../support/profileChanges";

describeProfileUpdate({ key: "setProfileProperties", of: "user", operation: "$set", ...SETTING_USER });
