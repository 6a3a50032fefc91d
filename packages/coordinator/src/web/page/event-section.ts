import type { EventRecord } from "@quorate/shared/events";
import type { Language } from "@quorate/shared/language";
import { eventWords } from "../../report/event-table.ts";
import { scrolled } from "../draw/picture.ts";
import { type Markup, markup } from "../markup.ts";
import type { Words } from "../words/words.ts";
import type { PageData } from "./page-data.ts";

/** So many events are on a page, and are kept on it while new ones come. */
export const shownEvents = 100;

/** The cells of an event's row after its number. */
export function eventCells(
  { at, event }: EventRecord,
  language: Language,
): readonly [time: string, type: string, ...rest: string[]] {
  return [at.slice(11, 23), event.type, ...eventWords(event, language)];
}

/** On a page not redrawn: rows are added as the events come. */
export function eventsSection({ events }: PageData, words: Words, most: number): Markup {
  const { columns, sections } = words;
  const titles = [columns.time, columns.event, columns.subject, columns.detail];
  const head = titles.map((title) => markup`<th scope="col">${title}</th>`);
  const rows = events.map((record) => {
    const cells = eventCells(record, words.language).map((text) => markup`<td>${text}</td>`);
    return markup`<tr><th scope="row" class="number">${record.seq}</th>${cells}</tr>`;
  });
  const table = markup`<table><caption class="unseen">${sections.events}</caption><thead><tr><th scope="col" class="number">${columns.seq}</th>${head}</tr></thead><tbody id="event-rows">${rows}</tbody></table>`;
  return markup`<section id="events" aria-labelledby="events-heading"><h2 id="events-heading">${sections.events}</h2>${scrolled("events", sections.events, table)}<p class="note">${words.newestFirst(most)}</p></section>`;
}
