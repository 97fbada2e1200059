import { defineMessages } from "../../language/language.ts";

export const messages = defineMessages({ title: "Speed" }, { title: "Speed" });
