/** The report's style sheet: system fonts, the reader's light or dark, nothing fetched. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --quiet: #59636e; --page: #ffffff; --card: #f6f8fa; --line: #d9dee4;
  --training: #2563c9; --validation: #c2410c; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --quiet: #9aa4af; --page: #12161b; --card: #1b2128;
  --line: #323a44; --training: #74a7f7; --validation: #f59e5b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 28px 20px 48px; max-width: 1000px; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 24px; margin: 0 0 18px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 34px 0 10px; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 0 0 20px; }
dl > div { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
dt, .unit { color: var(--quiet); font-size: 13px; }
dd { margin: 0; font-size: 19px; font-variant-numeric: tabular-nums; }
dd small { display: block; color: var(--quiet); font-size: 13px; }
figure { margin: 0 0 16px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px 6px; }
figcaption { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; margin-bottom: 4px; }
.key { font-size: 13px; font-variant-numeric: tabular-nums; }
.key::before { content: ""; display: inline-block; width: 14px; height: 3px; margin-right: 6px; vertical-align: middle;
  border-radius: 2px; background: currentColor; }
.key.training { color: var(--training); } .key.validation { color: var(--validation); }
.small { display: grid; grid-template-columns: repeat(auto-fit, minmax(290px, 1fr)); gap: 0 16px; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--quiet); font-size: 12px; font-variant-numeric: tabular-nums; }
text.value { text-anchor: end; } text.step { text-anchor: middle; }
.grid { stroke: var(--line); } .epoch { stroke: var(--line); stroke-dasharray: 2 4; }
.line { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .band { stroke: none; opacity: 0.18; }
.line.training { stroke: var(--training); } .line.validation { stroke: var(--validation); }
.band.training, circle.training { fill: var(--training); } .band.validation, circle.validation { fill: var(--validation); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 500; color: var(--quiet); } tbody th { width: 32%; }
.scroll { overflow-x: auto; }
summary { cursor: pointer; margin: 34px 0 10px; font-size: 17px; font-weight: 700; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 14px/1.5 ui-monospace, monospace; }
`;
