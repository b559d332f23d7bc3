import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { SETTING_USER } from "../../support/profileChanges";

describeProfileUpdate({ key: "setProfilePropertiesOnce", of: "user", operation: "$set_once", ...SETTING_USER });
