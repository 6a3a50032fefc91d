import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileTexts } from "../../../../test/fakes/hostile-text.ts";
import { escapeText, markup } from "./markup.ts";

/** What a browser would read as text again. */
const read = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

/** What means something to HTML, to a terminal or to Unicode, and halves of pairs. */
const dangerous = [
  ...Array.from("<>&\"'/=;#xa -\n\r\u0000\u001b\u007f\u009b\u2028\u202e\u2066"),
  "\ud83d",
  "\ude00",
  "\ufeff",
];

describe("text that becomes part of a page", () => {
  it.each(hostileTexts)("is nothing but text there: %j", (text) => {
    const { text: written } = markup`<p title="${text}">${text}</p>`;
    expect(written.match(/[<>]/g)).toHaveLength(4);
    expect(written.match(/"/g)).toHaveLength(2);
    expect(written).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  it("has no way out, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...dangerous) }), (text) => {
        const written = escapeText(text);
        expect(written).not.toMatch(/[<>"']/);
        expect(written.replace(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
        expect(written.isWellFormed()).toBe(true);
      }),
    );
  });

  it("is read as it was written when there is nothing to fear in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abc<>&\"' 中文€😀;#39") }), (text) => {
        expect(read(escapeText(text))).toBe(text);
      }),
    );
  });

  it("is left out when there is none, and lists are written one after the other", () => {
    expect(markup`<ul>${[1, "a<", markup`<li>`, undefined, [["b"]]]}</ul>`.text).toBe("<ul>1a&lt;<li>b</ul>");
  });
});
