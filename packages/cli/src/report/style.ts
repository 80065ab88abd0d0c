/** The page's style; colours are the palette's custom properties. */
export const pageStyle = `
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header,main{max-width:1160px;margin:0 auto;padding:0 24px}
header{padding-top:40px}
.kicker{margin:0;color:var(--muted);font-size:13px;letter-spacing:.08em;text-transform:uppercase}
h1{margin:.1em 0 .3em;font-size:30px;line-height:1.2;overflow-wrap:anywhere}
h2{margin:44px 0 12px;font-size:20px}
h3{margin:28px 0 8px;font-size:16px}
.lead{margin:0;max-width:75ch;color:var(--muted);overflow-wrap:anywhere}
.lead strong{color:var(--ink)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14.5px;font-variant-numeric:tabular-nums}
th,td{padding:7px 9px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--grid);font-weight:400}
thead th{color:var(--muted);font-size:13px;border-bottom-color:var(--line);vertical-align:bottom;white-space:normal}
th[scope=row],thead th.optimizer,.settings,thead th.settings,.sources td{text-align:left}
th[scope=row]{font-weight:600}
.rank{width:2.2em}
.settings{color:var(--muted);font-size:13.5px;white-space:normal}
.sources td{white-space:normal}
.first td,.first th{background:var(--panel)}
.notes{margin:12px 0 0;padding-left:18px;color:var(--muted);font-size:14px;max-width:95ch;overflow-wrap:anywhere}
.controls{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:8px 18px;align-items:center;padding:10px 0;background:var(--paper);border-bottom:1px solid var(--grid)}
.switch{display:flex;gap:7px;align-items:center;font-weight:600;font-size:14px;cursor:pointer}
.switch input{accent-color:var(--accent);width:17px;height:17px;margin:0}
.chips{display:flex;flex-wrap:wrap;gap:6px}
.chips button{display:inline-flex;align-items:center;font:13px/1 inherit;font-family:inherit;color:var(--ink);background:var(--panel);border:1px solid var(--line);border-radius:99px;padding:5px 10px;cursor:pointer}
.chips button[aria-pressed=false]{opacity:.4;text-decoration:line-through}
.chips button:focus-visible,.switch input:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.swatch{width:26px;height:10px;margin-right:7px;flex:none}
.swatch path{stroke-width:2.6;fill:none}
figure{position:relative;margin:22px 0 0;padding:14px 8px 4px;border:1px solid var(--grid);border-radius:10px;background:var(--paper)}
figure svg{display:block;width:100%;height:auto}
body:has(#log:checked) .scale-linear,body:not(:has(#log:checked)) .scale-log{display:none}
body:has(#seconds:checked) .x-passes,body:not(:has(#seconds:checked)) .x-seconds{display:none}
.baseline td,.baseline th{color:var(--muted);font-style:italic;font-weight:400;border-top:2px dashed var(--line)}
.below td,.below th{color:var(--muted)}
.about{max-width:85ch;color:var(--muted);font-size:14.5px}
details{margin-top:14px}
summary{cursor:pointer;font-weight:600;font-size:14.5px}
details dl{margin-top:10px}
.confusion td{position:relative}
.confusion .right{background:color-mix(in srgb,var(--right) calc(var(--share)*.5),transparent)}
.confusion .wrong{background:color-mix(in srgb,var(--wrong) calc(var(--share)*.8),transparent)}
.algorithms dt{color:var(--ink);font-weight:600}
.algorithms dd{margin-bottom:10px}
.formula{font-family:"STIX Two Math","Cambria Math",Georgia,serif;font-size:15.5px}
.source{color:var(--muted);font-size:13px}
.series{transition:opacity .12s}
.focus .series{opacity:.1}
.focus .series.on{opacity:1}
.focus .series.on .line{stroke-width:3.2}
.focus .series.on .band{opacity:.25}
.rule{display:none;stroke:var(--muted);stroke-dasharray:3 3}
.tip{position:absolute;top:56px;pointer-events:none;padding:8px 11px;min-width:150px;font-size:12.5px;line-height:1.5;font-variant-numeric:tabular-nums;background:var(--panel);border:1px solid var(--line);border-radius:8px;box-shadow:0 4px 14px rgb(0 0 0/.14)}
.tip div{display:flex;justify-content:space-between;gap:18px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:5px 20px;margin:0;font-size:14.5px}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
main{padding-bottom:60px}
@media(max-width:640px){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}}
@media print{.controls{position:static}.chips{display:none}figure{break-inside:avoid}}
`;
