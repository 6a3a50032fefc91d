import { createHash } from "node:crypto";
import type { Language } from "@quorate/shared/language";
import { Markup, markup, type Piece } from "../markup.ts";
import { pageWords } from "../words/choose-words.ts";
import type { Words } from "../words/words.ts";
import { eventsSection, shownEvents } from "./event-section.ts";
import type { PageData } from "./page-data.ts";
import { runLine, runsSection, timelineSection, windowSection } from "./run-sections.ts";
import { script } from "./script.ts";
import { attentionSection, certificatesSection, healthSection, topologySection } from "./status-sections.ts";
import { style } from "./style.ts";

/** Text of this program itself, which goes into its element as it is. */
const raw = (element: "style" | "script", text: string): Markup => Markup.of([`<${element}>${text}</${element}>`], []);
const sourceHash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const nothingElse = "default-src 'none'; base-uri 'none'; form-action 'none'";
/** Nothing from outside, nothing inline but these two texts, no frame around it. */
export const pagePolicy: string = [
  `${nothingElse}; frame-ancestors 'none'; connect-src 'self'`,
  `style-src ${sourceHash(style)}; script-src ${sourceHash(script)}`,
].join("; ");
/** A file has no headers; what a policy in it cannot say (frame-ancestors) is left out. */
const filePolicy = `${nothingElse}; style-src ${sourceHash(style)}`;

interface Part {
  readonly id: keyof Words["sections"];
  readonly markup: Markup | undefined;
}

/** The status page: with what keeps it up to date, and links that keep the run and the language. */
export function statusPage(data: PageData, language: Language, asked: { readonly run: string | null }): string {
  const words = pageWords[language];
  const href = (run: string | null, lang: string): string =>
    `?${new URLSearchParams({ ...(run === null ? {} : { run }), lang })}`;
  const parts: readonly Part[] = [
    ...headParts(data, words),
    { id: "runs", markup: runsSection(data, words, (run) => href(run, language)) },
    { id: "events", markup: eventsSection(data, words, shownEvents) },
  ];
  const switches = Object.entries(pageWords).map(([name, { lang, name: text }]) => {
    const current = name === language ? markup` aria-current="true"` : undefined;
    return markup`<li><a href="${href(asked.run, name)}" lang="${lang}" hreflang="${lang}"${current}>${text}</a></li>`;
  });
  const languageNav = markup`<nav aria-label="${words.languages}"><ul>${switches}</ul></nav>`;
  // Said by a screen reader when it changes: what needs attention, and how the run stands.
  const announce = markup`<span id="announce" class="unseen" role="status"></span>`;
  const live = markup`<span id="live" class="live" role="status" data-live="● ${words.live}" data-lost="○ ${words.lost}"></span>`;
  const title = `${clusterOf(data)} · Quorate`;
  return documentOf({
    head: markup`<title>${title}</title>${raw("style", style)}`,
    words,
    data,
    title,
    nav: markup`${languageNav}${live}${announce}`,
    parts,
    end: raw("script", script),
  });
}

/** So many events of a run are in its report; a bootstrap of three hosts has about a thousand. */
export const reportedEvents = 5_000;

/**
 * The same drawings as one file that needs nothing else: no script, no links out of it. Without a coordinator that runs nothing is
 * known of how things stand now, and nothing is said of it.
 */
export function reportPage(data: PageData, language: Language, live: boolean): string {
  const words = pageWords[language];
  const title = data.story ? words.reportOf(data.story.progress.run) : "Quorate";
  return documentOf({
    head: markup`<meta http-equiv="Content-Security-Policy" content="${filePolicy}"><title>${title}</title>${raw("style", style)}`,
    words,
    data,
    title,
    nav: undefined,
    parts: [
      ...headParts(data, words).filter(({ id }) => live || !ofNow.includes(id)),
      { id: "events", markup: eventsSection(data, words, reportedEvents) },
    ],
    end: undefined,
  });
}

/** What these parts show is how things stand when they are drawn. */
const ofNow: readonly Part["id"][] = ["attention", "topology", "health"];

function headParts(data: PageData, words: Words): readonly Part[] {
  return [
    { id: "attention", markup: attentionSection(data, words) },
    { id: "topology", markup: topologySection(data, words) },
    { id: "timeline", markup: timelineSection(data, words) },
    { id: "window", markup: windowSection(data, words) },
    { id: "health", markup: healthSection(data, words) },
    { id: "certificates", markup: certificatesSection(data, words) },
  ];
}

const clusterOf = ({ story }: PageData): string => story?.progress.plan.cluster ?? "–";

interface DocumentParts {
  readonly head: Markup;
  readonly words: Words;
  readonly data: PageData;
  readonly title: string;
  readonly nav: Piece;
  readonly parts: readonly Part[];
  readonly end: Piece;
}

function documentOf({ head, words, data, title, nav, parts, end }: DocumentParts): string {
  const { status, story, nowMs } = data;
  const { version, epoch, seq } = status.coordinator;
  const shown = parts.filter(({ markup: part }) => part);
  const links = shown.map(({ id }) => markup`<li><a href="#${id}">${words.sections[id]}</a></li>`);
  const line = story ? runLine(story, data.runState, nowMs, words) : words.run.none;
  const time = words.at(status.at.slice(0, 19).replace("T", " "));
  return markup`${doctype}<html lang="${words.lang}" data-language="${words.language}" data-seq="${seq}" data-events="${shownEvents}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${head}</head>
<body><a class="skip" href="#main">${words.skip}</a>
<header><h1>${title}</h1><nav class="parts" aria-label="${words.navigation}"><ul>${links}</ul></nav>${nav}<p id="run-line" data-part="" data-state="${data.runState}">${line}</p></header>
<main id="main">${shown.map(({ markup: part }) => part)}</main>
<footer><p id="foot" data-part="">${words.foot(version, epoch, seq)} · ${time}</p></footer>
${end}</body></html>
`.text;
}

const doctype = Markup.of(["<!doctype html>\n"], []);
