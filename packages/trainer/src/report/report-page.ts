import { html, Markup } from "./markup.ts";
import { REPORT_STYLE } from "./report-style.ts";

/**
 * A whole page with the style of reports: one HTML file that fetches nothing and runs no script.
 *
 * @param options.style more CSS, behind that of all reports.
 */
export function reportPage(
  title: string,
  body: Markup,
  { style = "" }: { readonly style?: string } = {},
): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${new Markup(REPORT_STYLE + style)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return page.source;
}
