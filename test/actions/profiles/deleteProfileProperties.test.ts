import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { UNSETTING } from "../../support/profileChanges";

describeProfileUpdate({ key: "deleteProfileProperties", of: "user", ...UNSETTING });
