import { keptField } from "./kept-text.ts";
import { MAXIMUM_FIELD_LENGTH } from "./limits.ts";
import type { MailLink } from "./mail.ts";

const HOST_IN_TEXT =
  /^\s*(?:https?:\/\/)?((?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}|\d+(?:\.\d+){3})(?::\d+)?(?:[/?#]\S*)?\s*$/iu;
const IP_ADDRESS = /^(?:\d+(?:\.\d+){3}|\[.*\])$/;

/** A link to the web; undefined for anything else, such as mailto: or a place in the same mail. */
export function mailLink(url: string, text: string): MailLink | undefined {
  const host = hostOf(url);
  if (host === undefined) return undefined;
  const shown = HOST_IN_TEXT.exec(text.slice(0, MAXIMUM_FIELD_LENGTH))?.[1];
  const shownHost = shown === undefined ? undefined : hostOf(`http://${shown}`);
  return {
    text: keptField(text),
    url: keptField(url),
    host,
    hostDiffers: shownHost !== undefined && !isSameSite(shownHost, host),
    isIpAddress: IP_ADDRESS.test(host),
  };
}

function hostOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) && hostname !== "" ? hostname : undefined;
}

/**
 * Whether two hosts look like one owner's: the same last two labels, or three where the last two are short as in
 * "co.uk". A list of all public suffixes would know more, and be larger than the rest of this package.
 */
function isSameSite(one: string, other: string): boolean {
  return siteOf(one) === siteOf(other);
}

function siteOf(host: string): string {
  if (IP_ADDRESS.test(host)) return host;
  const labels = host.split(".");
  const isShort = labels.length > 2 && labels.at(-1)!.length === 2 && labels.at(-2)!.length <= 3;
  return labels.slice(isShort ? -3 : -2).join(".");
}
