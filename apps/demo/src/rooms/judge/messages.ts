import { defineMessages } from "../../language/language.ts";

export const messages = defineMessages({ title: "Judge" }, { title: "Judge" });
