import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { UNITING } from "../../support/profileChanges";

describeProfileUpdate({ key: "unionToGroupLists", of: "group", ...UNITING });
