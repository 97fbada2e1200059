import { mailText, readMail } from "../../src/index.ts";
import { rawMail } from "./raw-mail.ts";

export const FROM = { From: "Ann <ann@mail.shop.example>" };

/** The marks of a mail with these headers and no links or attachments, in front of its subject. */
export async function headerMarks(
  headers: Readonly<Record<string, string>>,
  { headers: mode = "content", body = "" }: { headers?: "all" | "content"; body?: string } = {},
): Promise<string[]> {
  const text = mailText(await readMail(rawMail({ ...FROM, ...headers }, body)), { headers: mode });
  return text.slice(0, text.indexOf("xxsubject")).trim().split("\n");
}
