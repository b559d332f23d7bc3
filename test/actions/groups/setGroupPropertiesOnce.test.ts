import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { SETTING } from "../../support/profileChanges";

describeProfileUpdate({ key: "setGroupPropertiesOnce", of: "group", operation: "$set_once", ...SETTING });
