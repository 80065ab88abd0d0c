/** The page's style; colours are the palette's custom properties. */
export const pageStyle = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
html:not(.scripted-page) .scripted{display:none}
button{font:inherit;color:inherit}
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
.result thead button{padding:0;border:0;background:none;font-size:13px;text-align:inherit;white-space:nowrap;cursor:pointer;font-variant-numeric:inherit}
.result thead button:hover{color:var(--ink)}
.result th[aria-sort] button{color:var(--ink);font-weight:600}
.result th[aria-sort=ascending] button::after{content:" ▲";font-size:12px}
.result th[aria-sort=descending] button::after{content:" ▼";font-size:12px}
.notes{margin:12px 0 0;padding-left:18px;color:var(--muted);font-size:14px;max-width:95ch;overflow-wrap:anywhere}
.controls{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:8px 18px;align-items:center;padding:10px 0;background:var(--paper);border-bottom:1px solid var(--grid)}
.switch{display:flex;gap:7px;align-items:center;font-weight:600;font-size:14px;cursor:pointer}
.switch input{accent-color:var(--accent);width:17px;height:17px;margin:0}
.chips{display:flex;flex-wrap:wrap;gap:6px}
.sets{display:contents}
.chips button{display:inline-flex;align-items:center;font-size:13px;line-height:1;min-height:28px;background:var(--panel);border:1px solid var(--line);border-radius:99px;padding:5px 10px;cursor:pointer}
.chips button[aria-pressed=false]{opacity:.4;text-decoration:line-through}
.chips button:focus-visible,.switch input:focus-visible,.result thead button:focus-visible,summary:focus-visible,pre:focus-visible,figure svg:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.swatch{width:30px;height:12px;margin-right:7px;flex:none}
.swatch .line{stroke-width:2.4;fill:none}
figure{position:relative;margin:22px 0 0;padding:14px 8px 4px;border:1px solid var(--grid);border-radius:10px;background:var(--paper)}
figure svg{display:block;width:100%;height:auto;touch-action:pan-y pinch-zoom}
figure svg:focus:not(:focus-visible){outline:none}
figure svg.narrow{display:none;max-width:480px;margin:0 auto}
body:has(#log:checked) .scale-linear,body:not(:has(#log:checked)) .scale-log{display:none}
body:has(#seconds:checked) .x-passes,body:not(:has(#seconds:checked)) .x-seconds{display:none}
.baseline td,.baseline th{color:var(--muted);font-style:italic;font-weight:400;border-top:2px dashed var(--line)}
.below td,.below th{color:var(--muted)}
.about{max-width:85ch;color:var(--muted);font-size:14.5px}
details{margin-top:14px}
summary{cursor:pointer;font-weight:600;font-size:14.5px}
details dl{margin-top:10px}
.program pre{max-height:70vh;overflow:auto;margin:10px 0 0;padding:12px 14px;border:1px solid var(--grid);border-radius:10px;background:var(--paper);font:12.5px/1.55 ui-monospace,monospace;tab-size:2}
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
.tip{position:absolute;z-index:1;top:56px;pointer-events:none;padding:8px 11px;min-width:150px;font-size:12.5px;line-height:1.5;font-variant-numeric:tabular-nums;background:var(--panel);border:1px solid var(--line);border-radius:8px;box-shadow:0 4px 14px rgb(0 0 0/.14)}
.tip div{display:flex;align-items:center}
.tip div span{margin-left:auto;padding-left:18px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:5px 20px;margin:0;font-size:14.5px}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
main{padding-bottom:60px}
@media screen and (max-width:900px){
figure svg.wide{display:none}
figure svg.narrow{display:block}
.controls{position:static}
.tip{position:static;margin:8px auto 4px;max-width:480px;box-shadow:none;columns:2 150px}
.tip b{column-span:all;display:block}
}
@media screen and (max-width:760px){
header,main{padding:0 16px}
header{padding-top:24px}
h1{font-size:25px}
h2{margin-top:34px}
figure{padding:10px 3px 4px}
dl{grid-template-columns:minmax(0,1fr);gap:0}
dd{margin-bottom:8px}
.result,.result tbody,.sources,.sources tbody{display:block}
.result thead,.result thead tr{display:flex;flex-wrap:wrap;gap:6px;align-items:center}
.result thead{margin-bottom:10px}
.result thead::before{content:"sorted by";color:var(--muted);font-size:13px}
.result thead th{padding:0;border:0;min-width:0;width:auto}
.result thead button{min-height:28px;padding:4px 10px;border:1px solid var(--line);border-radius:99px;background:var(--panel)}
html:not(.scripted-page) .result thead{display:none}
.result tbody tr{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 22px;margin-bottom:10px;padding:8px 12px;border:1px solid var(--grid);border-radius:10px}
.result tbody tr.first{background:var(--panel)}
.result tbody tr.baseline{border:2px dashed var(--line)}
.result tbody th,.result tbody td{display:flex;align-items:baseline;width:auto;padding:2px 0;border:0;background:none;white-space:normal}
.result tbody th,.result tbody .settings{overflow-wrap:anywhere}
.result tbody th{order:-2;font-size:16px}
.result tbody th .swatch{align-self:center}
.result tbody .rank{order:-1}
.result tbody .settings,.result tbody .score,.result tbody .best{grid-column:1/-1}
.result tbody td::before{content:attr(data-head);margin-right:auto;padding-right:10px;color:var(--muted);font-size:13px;font-style:normal;white-space:nowrap}
.result tbody td:empty{display:none}
.sources tr{display:block;padding:8px 0;border-bottom:1px solid var(--grid)}
.sources th,.sources td{display:block;padding:0;border:0;overflow-wrap:anywhere}
}
@media print{
header,main{max-width:none;padding:0}
section:has(>.program){display:none}
body{font-size:10.5pt}
.controls,.tip,.rule{display:none}
figure{break-inside:avoid;border:0;padding:0}
h2,h3{break-after:avoid}
tr,dd{break-inside:avoid}
.scroll{overflow:visible}
table{font-size:8pt}
th,td{padding:3px 5px;white-space:normal}
th{overflow-wrap:anywhere}
.result thead button,.result .settings{font-size:8pt}
}
`;
