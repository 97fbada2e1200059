import { defineMessages } from "../../language/language.ts";
import { chinese } from "./chinese.ts";
import { english } from "./english.ts";

export const messages = defineMessages(english, chinese);
