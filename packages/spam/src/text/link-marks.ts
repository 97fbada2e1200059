import type { Mail, MailLink } from "../mail/mail.ts";
import { isSameSite, siteOf } from "../mail/site.ts";
import { type Mark, marked } from "./marks.ts";

/** Marks of the links of a mail or, without a sender, of a message. */
export function linkMarks({ links, linkCount, from }: Pick<Mail, "links" | "linkCount" | "from">): string[] {
  return [
    ...marked("xxlinks", linkCount),
    ...marked("xxsites", new Set(links.map(({ host }) => siteOf(host))).size),
    ...(from === undefined || links.length === 0 ? [] : [ownLinks(links, from.host)]),
    ...marked(
      "xxlinkdiffers",
      links.some(({ hostDiffers }) => hostDiffers),
    ),
    ...marked(
      "xxlinkip",
      links.some(({ isIpAddress }) => isIpAddress),
    ),
  ];
}

/** How many links lead to the sender's site: most, some or none. */
function ownLinks(links: readonly MailLink[], host: string): Mark {
  const own = links.filter((link) => isSameSite(link.host, host)).length;
  if (own === 0) return "xxlinksother";
  return 2 * own > links.length ? "xxlinksown" : "xxlinkssome";
}
