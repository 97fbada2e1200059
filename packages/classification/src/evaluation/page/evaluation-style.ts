/** What the page of an evaluation adds to the style sheet of the reports. */
export const EVALUATION_STYLE = `
:root { --shade: 37 99 201; --curve-0: #2563c9; --curve-1: #c2410c; --curve-2: #0f766e; --curve-3: #7e22ce; --curve-4: #a16207;
  --curve-5: #be185d; }
@media (prefers-color-scheme: dark) { :root { --shade: 116 167 247; --curve-0: #74a7f7; --curve-1: #f59e5b; --curve-2: #4fd1c0;
  --curve-3: #c89bf5; --curve-4: #e3b341; --curve-5: #f48fb8; } }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(290px, 1fr)); gap: 0 16px; }
.curve { fill: none; stroke-width: 2; stroke-linejoin: round; } .bin { fill-opacity: 0.75; }
.curve-0 { stroke: var(--curve-0); } .curve-1 { stroke: var(--curve-1); stroke-dasharray: 7 3; }
.curve-2 { stroke: var(--curve-2); stroke-dasharray: 2 3; } .curve-3 { stroke: var(--curve-3); stroke-dasharray: 10 3 2 3; }
.curve-4 { stroke: var(--curve-4); stroke-dasharray: 4 4; } .curve-5 { stroke: var(--curve-5); stroke-dasharray: 12 5; }
circle.bin { fill: var(--curve-0); stroke: none; }
.diagonal { stroke: var(--quiet); stroke-dasharray: 3 4; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; list-style: none; margin: 2px 0 6px; padding: 0; font-size: 13px; }
.legend svg { display: inline-block; width: 28px; height: 8px; margin-right: 6px; vertical-align: middle; }
text.name { text-anchor: middle; }
caption { text-align: left; color: var(--quiet); font-size: 13px; padding-bottom: 6px; }
td.number, th.number { text-align: right; white-space: nowrap; } td small { color: var(--quiet); }
.confusion { width: auto; } .confusion td { text-align: right; padding: 8px 14px;
  background: rgb(var(--shade) / calc(var(--share) * 0.4)); } .confusion td small { color: inherit; } .confusion tbody th { width: auto; padding-right: 18px; }
td.excerpt { width: 60%; } .wide table:not(.confusion) { min-width: 620px; } .wide { margin-bottom: 12px; }
`;
