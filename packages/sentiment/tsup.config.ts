import { library } from "@engram/tools/tsup-preset";
export default library();
