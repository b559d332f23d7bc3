import { describeProfileUpdate } from "../../support/describeProfileUpdate";
import { UNITING } from "../../support/profileChanges";

describeProfileUpdate({ key: "unionToProfileLists", of: "user", ...UNITING });
