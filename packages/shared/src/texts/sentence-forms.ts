/** English to another language; {1}, {2}, … stand for what varies, in English counted from the left. */
export type Sentences = Readonly<Record<string, string>>;

/** A sentence with something that varies in it, as it is recognised. */
export interface Form {
  /** Its longest words: a text without them is not this sentence. */
  readonly anchor: string;
  readonly pattern: RegExp;
  /** What it says in the other language. */
  readonly said: string;
  /** Letters that are its own: of two sentences that fit, the one with more is meant. */
  readonly letters: number;
  /** Its own characters of any kind. */
  readonly signs: number;
}

/** Below this a form is hardly more than "is": only single words may stand at its sides, or it would fit what programs say. */
export const fewLetters = 5;

/** What is put at the end of sentences, like " and 3 more". */
export const isTail = (english: string): boolean => /^[ ,;:]/.test(english);

/** `tails`: patterns of what may be put at an end. */
export function formOf(english: string, said: string, tails: readonly string[] = []): Form {
  const parts = english.split(/\{\d+\}/);
  const letters = parts.join("").replace(/\P{L}/gu, "").length;
  const anchor = parts.reduce((longest, part) => (part.length > longest.length ? part : longest));
  const pattern = parts.map((part, at) => {
    if (at === parts.length - 1) return escaped(part);
    // Two in a row: the second is something at the end of the first, or nothing.
    if (part === "" && at > 0) return `((?:${tails.join("|")})?)`;
    // Before a colon a place stands, which is not of the sentence.
    if (part === "") return letters < fewLetters ? "(\\S+)" : "((?:(?!; |: ).)*?)";
    return `${escaped(part)}${varying(letters, part, parts.slice(at + 1).join("") === "")}`;
  });
  const signs = parts.join("").length;
  return { anchor, pattern: new RegExp(`^${pattern.join("")}$`), said, letters, signs };
}

export function tailPattern(english: string): string {
  return english
    .split(/\{\d+\}/)
    .map(escaped)
    .join(".*?");
}

/** The one that is meant comes first: it has more of its own words in the text, or at least more of its own signs. */
export function tellingFirst(forms: readonly Form[]): readonly Form[] {
  return forms.toSorted((a, b) => b.letters - a.letters || b.signs - a.signs);
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** "; " parts sentences, so what varies has none inside; but for what comes last and may be several. */
function varying(letters: number, before: string, last: boolean): string {
  if (last && /(?:: |, but )$/.test(before)) return "(.*?)";
  return letters < fewLetters ? "(\\S+)" : "((?:; )?(?:(?!; ).)*?)";
}

/** With what varies in its places; between Chinese and Latin, and nowhere else, is a space. */
export function filled(said: string, values: readonly string[]): string {
  const pieces = said.split(/(\{\d+\})/).map((piece) => {
    const place = /^\{(\d+)\}$/.exec(piece)?.[1];
    return place === undefined ? piece : (values[Number(place) - 1] ?? "");
  });
  return pieces.reduce(joined);
}

const chinese = "[\\p{Script=Han}，。；：、（）“”]";
const spaceBetween = new RegExp(`(?<=${chinese}) +(?=${chinese})`, "u");
const endsChinese = /\p{Script=Han}$/u;
const endsLatin = /[\w/`"'%)]$/;

function joined(text: string, piece: string): string {
  const wanted =
    (endsChinese.test(text) && /^[\w/`"'-]/.test(piece)) || (endsLatin.test(text) && /^\p{Script=Han}/u.test(piece));
  const [end, start] = [text.slice(-2), piece.slice(0, 2)];
  const seam = wanted ? `${end} ${start}` : `${end}${start}`.replace(spaceBetween, "");
  return `${text.slice(0, -2)}${seam}${piece.slice(2)}`;
}
