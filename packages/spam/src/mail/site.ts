const IP_ADDRESS = /^(?:\d+(?:\.\d+){3}|\[.*\])$/;

export function isIpAddress(host: string): boolean {
  return IP_ADDRESS.test(host);
}

/** Whether two hosts look like one owner's; no name without a dot, such as "localhost", does. */
export function isSameSite(one: string, other: string): boolean {
  return one.includes(".") && siteOf(one) === siteOf(other);
}

/**
 * The part of a host that its owner registered: the last two labels, or three where the last two are short as in
 * "co.uk". A list of all public suffixes would know more, and be larger than the rest of this package.
 */
export function siteOf(host: string): string {
  if (isIpAddress(host)) return host;
  const labels = host.split(".");
  const isShort = labels.length > 2 && labels.at(-1)!.length === 2 && labels.at(-2)!.length <= 3;
  return labels.slice(isShort ? -3 : -2).join(".");
}
