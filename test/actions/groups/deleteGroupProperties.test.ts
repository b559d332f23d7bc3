import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { UNSETTING } from "../../support/profileChanges";

describeProfileUpdate({ key: "deleteGroupProperties", of: "group", ...UNSETTING });
