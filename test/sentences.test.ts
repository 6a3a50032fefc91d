import { fileURLToPath } from "node:url";
import { agentSentencesZh } from "@quorate/shared/texts/agent-sentences";
import { coordinatorSentencesZh } from "@quorate/shared/texts/coordinator-sentences";
import { describe, expect, it } from "vitest";
import { sentencesOf } from "./sentences.ts";

const said = sentencesOf(fileURLToPath(new URL("../packages", import.meta.url)));
const catalogues = [...agentSentencesZh, ...coordinatorSentencesZh];
const entries = catalogues.flatMap((catalogue) => Object.entries(catalogue));
const places = (text: string): readonly string[] => text.match(/\{\d+\}/g)?.toSorted() ?? [];

describe("what the program says in free sentences", () => {
  it("is known in Chinese: who writes a new sentence writes it in both languages", () => {
    const known = new Set(entries.map(([english]) => english));
    const unknown = said.filter(({ form }) => !known.has(form)).map(({ file, form }) => `${file}: ${form}`);
    expect(unknown).toEqual([]);
  });

  it("has no Chinese of what nobody says any more, and no sentence twice", () => {
    const forms = new Set(said.map(({ form }) => form));
    const english = entries.map(([form]) => form);
    expect(english.filter((form) => !forms.has(form))).toEqual([]);
    expect(english.filter((form, at) => english.indexOf(form) !== at)).toEqual([]);
  });

  it("keeps in Chinese what varies; only the s of a plural has no place there", () => {
    const lost = entries.filter(([english, chinese]) => {
      const optional = [...english.matchAll(/(?<=[a-z])\{\d+\}/g)].map(([place]) => place);
      const wanted = (text: string): string =>
        places(text)
          .filter((place) => !optional.includes(place))
          .join();
      return wanted(chinese) !== wanted(english) || places(chinese).some((place) => !english.includes(place));
    });
    expect(lost).toEqual([]);
  });

  it("is punctuated as Chinese is, and keeps what is typed as it is", () => {
    const quoted = (text: string): readonly string[] => text.match(/`[^`]+`|(?<![-\w])--[a-z-]+/g)?.toSorted() ?? [];
    for (const [english, chinese] of entries) {
      expect(chinese).not.toMatch(/。|(?<=\p{Script=Han})[,:;!?](?=\p{Script=Han}| )/u);
      expect({ english, quoted: quoted(chinese) }).toEqual({ english, quoted: quoted(english) });
    }
  });
});
