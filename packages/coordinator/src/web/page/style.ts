/** The whole style of the page and of the report. Its hash stands in the content security policy. */
export const style = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--text:#1b1f24;--faint:#59636e;--line:#d5dae0;--link:#0a58ca;
--good:#156f3b;--bad:#b3261e;--warn:#8a5200;--lead:#6f3fb0;--changed:#2f6fde;--unchanged:#6b7785;--running:#0a7d6e;--failed:#b3261e;
--canceled:#8f6a1c;--phase:#e2e8f2;--on-bar:#fff;--band:#2f6fde1a;--badge:#fff3f2;--more:#00000040;--strong:#000}
@media (prefers-color-scheme:dark){:root{--ground:#12151a;--card:#1b2027;--text:#e4e8ed;--faint:#9aa6b2;--line:#353d47;--link:#8ab4f8;
--good:#63c98a;--bad:#ff8a80;--warn:#e8b25a;--lead:#c3a2f2;--changed:#3b74d6;--unchanged:#5d6975;--running:#14806f;--failed:#c0392f;
--canceled:#8f6a1c;--phase:#2c3542;--on-bar:#fff;--band:#8ab4f824;--badge:#3a2322;--more:#ffffff45;--strong:#fff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:15px/1.45 system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-999px;top:0;background:var(--card);padding:.6rem 1rem;z-index:2}
.skip:focus{left:0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header,main,footer{max-width:1240px;margin:0 auto;padding:0 20px}
header{padding-top:14px;display:flex;flex-wrap:wrap;gap:4px 20px;align-items:baseline}
h1{font-size:1.3rem;margin:0}
h2{font-size:1.02rem;margin:0 0 .6rem}
header p{margin:0;flex:1 1 100%;order:3}
header nav ul{display:flex;flex-wrap:wrap;gap:2px 14px;list-style:none;margin:0;padding:0;font-size:.92rem}
.parts{flex:1 1 auto}
.live{color:var(--faint);font-size:.85rem}
.live.lost{color:var(--bad);font-weight:600}
main{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:14px;padding-top:12px}
section{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:14px 16px;grid-column:1/-1;min-width:0}
#attention,#topology{grid-column:auto}
footer{color:var(--faint);font-size:.85rem;padding-top:14px;padding-bottom:30px}
.scroll{overflow-x:auto;max-width:100%;background:linear-gradient(to right,var(--card) 40%,transparent) left/36px 100% no-repeat local,linear-gradient(to left,var(--card) 40%,transparent) right/36px 100% no-repeat local,linear-gradient(to right,var(--more),transparent) left/12px 100% no-repeat scroll,linear-gradient(to left,var(--more),transparent) right/12px 100% no-repeat scroll}
table{border-collapse:collapse;font-size:.88rem;min-width:min(100%,34rem)}
#events table,#health table{width:100%}
th,td{padding:4px 12px 4px 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
td:last-child{padding-right:0}
thead th{color:var(--faint);font-weight:500;white-space:normal;vertical-align:bottom}
tbody th{font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums}
#events td:last-child{white-space:normal;overflow-wrap:anywhere;min-width:14rem}
#health td:last-child{white-space:normal;min-width:11rem}
#events-scroll{max-height:30rem;overflow:auto}
#events thead th{position:sticky;top:0;background:var(--card)}
#events tbody th{font-weight:400;color:var(--faint)}
details{margin-top:.6rem;font-size:.92rem}
summary{cursor:pointer;color:var(--link);width:fit-content}
.note{color:var(--faint);font-size:.85rem;margin:.5rem 0 0}
.good{color:var(--good)}.bad{color:var(--bad)}.lead{color:var(--lead)}.faint{color:var(--faint)}
.well{color:var(--good);font-weight:600;margin:0}
.notices{list-style:none;margin:0;padding:0;display:grid;gap:9px}
.notices li{display:flex;gap:9px}
.notices p{margin:0;overflow-wrap:anywhere}
.notices div{min-width:0}
.notices .sign{font-weight:700;width:1em;flex:none;text-align:center}
.notices .bad{color:inherit}.notices .bad .sign{color:var(--bad)}.notices .warn .sign{color:var(--warn)}
.fix{color:var(--faint);font-size:.9rem}
.failure{border-left:4px solid var(--bad);background:var(--badge);padding:8px 14px;margin:0 0 12px;border-radius:0 6px 6px 0}
dl{margin:0;display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 14px}
dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
dd ul{margin:0;padding-left:1.1rem}
pre{margin:0;font:.82rem/1.4 ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.legend,.runs{list-style:none;padding:0;margin:.6rem 0 0;display:flex;flex-wrap:wrap;gap:4px 16px;font-size:.85rem;color:var(--faint)}
.runs{flex-direction:column;font-size:.92rem;margin:0}
.runs [aria-current]{font-weight:700;text-decoration:none}
.swatch{vertical-align:-2px}
.picture{display:block;font-size:12px;fill:var(--text)}
svg.swatch{display:inline-block}
.picture text{fill:var(--text)}
.picture .small{font-size:11px}
.picture .name{font-weight:600}
.picture .good{fill:var(--good)}.picture .bad{fill:var(--bad)}.picture .lead{fill:var(--lead)}.picture .faint{fill:var(--faint)}
.topology{width:100%;height:auto;max-width:450px;min-width:330px}
.host rect{fill:var(--ground);stroke:var(--line);stroke-width:1.2}
.host.holder rect{stroke:var(--link);stroke-width:2}
.host.silent rect,.host.absent rect{stroke:var(--bad);stroke-dasharray:5 3}
.vip{fill:var(--link)}.picture .vip-text{fill:var(--card);font-weight:600;font-size:11px}
.vip-line{stroke:var(--link);stroke-width:2;fill:none}
.edge{stroke:var(--faint);fill:none}.picture .edge-text{fill:var(--faint);font-size:11px;paint-order:stroke;stroke:var(--card);stroke-width:4px}
.grid{stroke:var(--line);stroke-width:1;fill:none}
.zero{stroke:var(--faint);stroke-width:1.4;fill:none}
.lane{stroke:var(--line);fill:none}
.phase{fill:var(--phase)}
.bar{fill:var(--unchanged)}
.bar.changed{fill:var(--changed)}
.bar.running,.bar.armed,.bar.fired,.bar.retrying{fill:var(--running)}
.bar.failed,.bar.lost{fill:var(--failed)}
.bar.canceled{fill:var(--canceled)}
.bar.again{fill:url(#hatch);stroke:var(--bad);stroke-width:1}
.bar.critical{stroke:var(--strong);stroke-width:2.2}
.hatch-ground{fill:var(--card)}.hatch-line{stroke:var(--bad);stroke-width:3}
.picture .bar-text{fill:var(--on-bar);pointer-events:none}
.chain{stroke:var(--strong);stroke-width:1.6;fill:none}
.barrier{stroke:var(--lead);stroke-width:1.8;stroke-dasharray:4 3;fill:none}
.window-band{fill:var(--band)}
.armed{stroke:var(--faint);stroke-width:2;stroke-dasharray:2 4;fill:none}
.span{stroke:var(--changed);stroke-width:2;fill:none}
.moment{fill:var(--changed);stroke:var(--card);stroke-width:1.2}
.moment.commanded{stroke:var(--faint);stroke-width:2.4}
.moment.quorum{fill:var(--lead)}
.moment.ready{fill:none;stroke:var(--good);stroke-width:3}
.error{stroke:var(--warn);stroke-width:2.2}
.skew{stroke:var(--warn);stroke-width:1.6;fill:none}.picture .skew-text{fill:var(--warn);font-weight:600}
@media (max-width:860px){main{grid-template-columns:minmax(0,1fr)}#attention,#topology{grid-column:1/-1}}
@media (max-width:480px){header,main,footer{padding-left:10px;padding-right:10px}section{padding:12px 10px}main{gap:10px}dl{grid-template-columns:minmax(0,1fr)}dd{margin-bottom:4px}}
@media print{.live,header nav,.skip{display:none}section{break-inside:avoid;border:none}}
`;
