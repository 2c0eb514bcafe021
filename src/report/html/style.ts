/** The style sheet of the HTML report: light and dark, narrow screens, and A4 paper. System fonts; no file is loaded. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1a;--quiet:#5d5b57;--line:#d9d6cf;--wash:#f6f4ef;--link:#1d4f7c;
--critical:#8c1717;--high:#a5420f;--medium:#7d5c00;--low:#3c5a74;--informational:#5d5b57;--claim:#1d4f7c;--event:#3d3b38;--hatch:#b9b4aa}
@media screen and (prefers-color-scheme:dark){:root{--paper:#161615;--ink:#e6e4df;--quiet:#a3a099;--line:#3a3833;--wash:#201f1d;--link:#8bbbe6;
--critical:#ff8a80;--high:#f5a26b;--medium:#e0bd55;--low:#94bad9;--informational:#a3a099;--claim:#8bbbe6;--event:#d2cfc8;--hatch:#5c5850}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 Charter,"Bitstream Charter","Sitka Text",Cambria,"Liberation Serif",Georgia,serif}
main{max-width:62rem;margin:0 auto;padding:2rem 1.5rem 4rem}
h1,h2,h3,h4,h5,p,ul,ol,dl,figure{margin:0 0 .7rem}
h1{font-size:1.9rem;line-height:1.2;font-weight:600;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.3;font-weight:600;margin-top:3rem;padding-top:.6rem;border-top:2px solid var(--ink)}
h3{font-size:1.08rem;font-weight:600;margin-top:2rem;overflow-wrap:anywhere}
h4{font-size:1.12rem;line-height:1.35;font-weight:600}
h5,th,.kicker,.level,.state,dt,.tick,.label,text,summary,nav{font-family:system-ui,-apple-system,"Segoe UI","Liberation Sans",Arial,sans-serif}
h5{font-size:.82rem;font-weight:600;color:var(--quiet);margin:1rem 0 .35rem}
a{color:var(--link)}
.kicker{font-size:.82rem;color:var(--quiet);margin:0 0 .3rem}
.quiet{color:var(--quiet);font-size:.9em}
.number{white-space:nowrap;font-variant-numeric:tabular-nums}
code.raw{font:.84em/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere;white-space:pre-wrap}
.alarm{border:3px solid var(--critical);padding:.8rem 1rem;margin-bottom:1.6rem;font-weight:600}
.alarm p{margin:0;overflow-wrap:anywhere}.alarm p+p{margin-top:.6rem}
.first{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2.5rem}
.first h2{font-size:1.1rem;margin-top:1.2rem;padding-top:.5rem;border-top-width:1px}
.first>.wide{grid-column:1/-1;grid-row:2}
.plain{list-style:none;padding:0}
.plain .number{white-space:nowrap;display:inline-block;min-width:2.2rem}
.counts{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem}
.count{white-space:nowrap}
nav{font-size:.88rem;margin:1.5rem 0 0;display:flex;flex-wrap:wrap;gap:.3rem 1.3rem}
.level{display:inline-block;font-size:.74rem;font-weight:650;letter-spacing:.02em;line-height:1;padding:.24em .45em;border:1px solid currentColor;border-radius:2px;vertical-align:.12em;white-space:nowrap}
.level.critical,.level.high{background:currentColor}
.level.critical,.finding.critical{color:var(--critical)}.level.high{color:var(--high)}.level.medium{color:var(--medium)}
.level.low{color:var(--low)}.level.informational{color:var(--informational);border-style:dotted}
.level.critical,.level.high{background:none;border-width:2px}
.finding{border-left:4px solid var(--informational);padding:.1rem 0 .1rem 1.1rem;margin:1.4rem 0 2.4rem}
.finding.critical{border-color:var(--critical);color:inherit}.finding.high{border-color:var(--high)}.finding.medium{border-color:var(--medium)}.finding.low{border-color:var(--low)}
.where{color:var(--quiet);overflow-wrap:anywhere}
.where b{color:var(--ink);font-weight:600}
dl>div{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.2rem 1rem;padding:.22rem 0}
dt{color:var(--quiet);font-size:.85rem;line-height:1.75}
dd{margin:0;overflow-wrap:anywhere}
details{margin:.6rem 0;border-top:1px solid var(--line);padding-top:.4rem}
summary{cursor:pointer;font-size:.88rem;font-weight:600;padding:.15rem 0}
.events{padding-left:1.4rem;margin-top:.5rem}
.events li{margin-bottom:.9rem}
.events p{margin:0 0 .2rem;overflow-wrap:anywhere}
.events li>code.raw{display:block;background:var(--wash);border:1px solid var(--line);padding:.4rem .6rem;margin:.15rem 0 .3rem}
.alternatives{list-style:none;padding:0;margin-top:.4rem}
.alternatives li{display:grid;grid-template-columns:5.6rem minmax(0,1fr);padding:.25rem 0;overflow-wrap:anywhere}
.state{font-size:.82rem;line-height:1.83;font-weight:600}
.reference{overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;margin:.4rem 0 1rem;font-size:.9rem;line-height:1.42}
table.small{width:auto}
th{font-size:.76rem;font-weight:600;color:var(--quiet);text-align:left;vertical-align:bottom;padding:.3rem .8rem .3rem 0;border-bottom:1px solid var(--ink)}
td{vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
.facts{font-size:.84rem}
.idle{columns:19rem;column-gap:2rem;list-style:none;padding:0;font-size:.84rem;line-height:1.35}
.idle li{break-inside:avoid;padding:.12rem 0;overflow-wrap:anywhere}
.rules td:first-child{width:42%}
.strongest td:nth-child(-n+2),.lines td:first-child{white-space:nowrap}
.strongest td:nth-child(3){width:36%}.strongest td:nth-child(5){width:21%}
.facts td:nth-child(-n+2){width:20%}.all-evidence td:nth-child(3){width:30%}
.all-evidence td:nth-child(4),.all-evidence td:nth-child(5),.rules td:nth-child(2){white-space:nowrap}
.datings{table-layout:fixed}.datings th:first-child{width:25%}.datings th:nth-child(2){width:20%}.exhibits td:nth-child(2){width:24%}.datings th:nth-child(5){width:15%}
.picture{display:block;overflow:hidden;margin:.6rem 0 1rem}
.quiet code.raw{font-size:.93em}figcaption{font-size:.82rem;color:var(--quiet);margin-top:-.6rem}
.definitions{position:absolute}
.picture text{fill:var(--ink);font-size:12px}
.picture .tick{fill:var(--quiet);font-size:11px}
.axis{stroke:var(--quiet);stroke-width:1}.lane{stroke:var(--line);stroke-width:1}
line.hatch{stroke:var(--hatch);stroke-width:1.6}
rect.excluded{fill:url(#hatch)}
line.bound{stroke:var(--ink);stroke-width:1.5}
.picture text.bound{font-weight:600;font-size:11px}
rect.event{fill:var(--event);fill-opacity:.35}line.event{stroke:var(--event);stroke-width:2.5}
rect.claim{fill:var(--claim);fill-opacity:.55}line.claim{stroke:var(--claim);stroke-width:2.5}
.picture .label{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.bin{fill:var(--event);fill-opacity:.75}
.anomaly path{fill:var(--low)}.anomaly.critical path{fill:var(--critical)}.anomaly.high path{fill:var(--high)}.anomaly.medium path{fill:var(--medium)}
@media screen and (max-width:640px){
main{padding:1.1rem 1rem 3rem}h1{font-size:1.5rem}
.first{grid-template-columns:minmax(0,1fr)}.first>.wide{grid-row:auto}
.finding{padding-left:.8rem}
dl>div{grid-template-columns:minmax(0,1fr);gap:0}
table:not(.small) :is(thead){display:none}
table:not(.small){display:block}table:not(.small) :is(tbody,tr,td){display:block}
table:not(.small) tr{border-bottom:1px solid var(--line);padding:.45rem 0}
table:not(.small) td[data-column]{border:0;padding:.1rem 0;width:auto!important;white-space:normal!important}
table:not(.small) td[data-column]::before{content:attr(data-column) " ";display:block;color:var(--quiet);font:600 .74rem/1.6 system-ui,sans-serif}
table.strongest td[data-column]:nth-child(-n+2){display:inline-block;padding-right:.6rem}
table.strongest td[data-column]:nth-child(-n+4)::before{content:none}
}
@page{size:A4;margin:18mm 16mm 20mm;@bottom-right{content:counter(page) " of " counter(pages);font:8pt sans-serif}}
@media print{
body{font-size:10.2pt;line-height:1.42}
main{max-width:none;padding:0}
nav{display:none}
a{color:inherit;text-decoration:none}
h1{font-size:18pt}h2{font-size:14pt}
h2,h3,h4,h5,summary,h2+p,.where{break-after:avoid}
p,tr,.events li,.picture,.alarm,.alternatives li,dl>div{break-inside:avoid}
thead{display:table-header-group}
details::details-content{content-visibility:visible;display:block;block-size:auto;opacity:1}
summary{list-style:none}
table{font-size:8.6pt}.facts{font-size:7.8pt}
.rules,.idle,.all-evidence{font-size:7.4pt;line-height:1.28}
.rules td,.all-evidence td{padding:.12rem .6rem .12rem 0}.rules td:first-child br{display:none}
}
`
