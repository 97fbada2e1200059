import { keptField } from "./kept-text.ts";
import { MAXIMUM_FIELD_LENGTH } from "./limits.ts";
import type { MailLink } from "./mail.ts";
import { isIpAddress, isSameSite } from "./site.ts";

const HOST_IN_TEXT =
  /^\s*(?:https?:\/\/)?((?:[\p{L}\p{N}_-]+\.)+\p{L}{2,}|\d+(?:\.\d+){3})(?::\d+)?(?:[/?#]\S*)?\s*$/iu;

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
    isIpAddress: isIpAddress(host),
  };
}

function hostOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) && hostname !== "" ? hostname : undefined;
}
