import {
  type Form,
  fewLetters,
  filled,
  formOf,
  isTail,
  type Sentences,
  tailPattern,
  tellingFirst,
} from "./sentence-forms.ts";

/** Longer lines are outputs of programs. */
const longest = 1_000;
/** So many looks for a form are a line worth: whoever sends lines that fit nothing and everything holds nobody up. */
const mostLooks = 100;
/** A line of evidence is read as a sentence of ours only with so many letters of it: most are what programs said. */
const tellingLetters = 12;

/** Signs of a sentence that was put together in Chinese. */
const toldAlready = /[：；]/;

/** Looks for a form that are left for a line. */
interface Work {
  left: number;
}

const begin = (): Work => ({ left: mostLooks });

/**
 * Reads sentences back: the log and the wire have them in English with their values in place, and whoever shows them finds the form
 * again and says it in the other language. Old logs and other versions of agents are read too; what no form fits stays English.
 */
export class SentenceReader {
  readonly #whole = new Map<string, string>();
  readonly #forms: readonly Form[];
  /** What is put at the end of a sentence, like " and 3 more". */
  readonly #tails: readonly Form[];
  readonly #words: Sentences;

  /** `words`: single ones that only mean something as a part of a sentence. */
  constructor(catalogues: readonly Sentences[], words: Sentences) {
    const all = catalogues.flatMap((each) => Object.entries(each));
    const tails = all.filter(([english]) => isTail(english));
    const ends = tails.map(([english]) => tailPattern(english));
    const varying = all.filter(([english]) => english.includes("{1}"));
    for (const [english, said] of all) this.#whole.set(english, said);
    this.#forms = tellingFirst(varying.map(([english, said]) => formOf(english, said, ends)));
    const apart = tails.map(([english, said]) => formOf(`{0}${english}`, said));
    this.#tails = tellingFirst(apart.filter(({ letters }) => letters >= fewLetters));
    this.#words = words;
  }

  /** One sentence, or several lines of them. */
  read(text: string): string {
    const whole = text.includes("\n") ? this.#known(text, begin()) : undefined;
    return (
      whole ??
      text
        .split("\n")
        .map((line) => this.#say(line, begin()) ?? line)
        .join("\n")
    );
  }

  /** Part of a sentence, such as the state of a thing. */
  readPart(text: string): string {
    return this.#part(text, begin());
  }

  /** A line that may be a program's own, which stays as it is. */
  readEvidence(line: string): string {
    const form = this.#formOf(line);
    return (
      this.#whole.get(line) ??
      (form && form.letters >= tellingLetters ? (this.#said(form, line, begin()) ?? line) : line)
    );
  }

  #say(text: string, work: Work): string | undefined {
    if (text.length > longest || work.left === 0 || toldAlready.test(text)) return undefined;
    return this.#one(text, work) ?? this.#several(text, work);
  }

  #one(text: string, work: Work): string | undefined {
    if (work.left === 0) return undefined;
    return this.#known(text, work) ?? this.#withTail(text, work) ?? this.#after(text, work);
  }

  #known(text: string, work: Work): string | undefined {
    const whole = this.#whole.get(text);
    if (whole !== undefined) return whole;
    if (work.left === 0) return undefined;
    work.left -= 1;
    const form = this.#formOf(text);
    return form && this.#said(form, text, work);
  }

  #formOf(text: string): Form | undefined {
    return this.#forms.find(({ anchor, pattern }) => text.includes(anchor) && pattern.test(text));
  }

  #said({ pattern, said }: Form, text: string, work: Work): string | undefined {
    const values = pattern.exec(text)?.slice(1);
    return (
      values &&
      filled(
        said,
        values.map((value) => this.#part(value, work)),
      )
    );
  }

  #part(text: string, work: Work): string {
    if (Object.hasOwn(this.#words, text)) return this.#words[text] ?? text;
    return text.includes(" ") ? (this.#say(text, work) ?? text) : text;
  }

  #withTail(text: string, work: Work): string | undefined {
    if (work.left === 0) return undefined;
    work.left -= 1;
    for (const { anchor, pattern, said } of this.#tails) {
      const [head = "", ...values] = text.includes(anchor) ? (pattern.exec(text)?.slice(1) ?? []) : [];
      if (head === "") continue;
      return filled(
        `${this.#part(head, work)}${said}`,
        values.map((value) => this.#part(value, work)),
      );
    }
    return undefined;
  }

  /** "this; that", of which at least one is known; either may have a "; " of its own. */
  #several(text: string, work: Work): string | undefined {
    for (const at of placesOf("; ", text)) {
      const first = this.#one(text.slice(0, at), work);
      const rest = text.slice(at + 2);
      if (first !== undefined) return `${first}；${this.#say(rest, work) ?? rest}`;
    }
    const at = text.indexOf("; ");
    const rest = at < 0 ? undefined : this.#say(text.slice(at + 2), work);
    return rest && `${text.slice(0, at)}；${rest}`;
  }

  /** "where: what": the place stays, what is there is said. */
  #after(text: string, work: Work): string | undefined {
    for (const at of placesOf(": ", text)) {
      const [place, what] = [text.slice(0, at), text.slice(at + 2)];
      if (place.includes("; ") || work.left === 0) return undefined;
      const said = this.#known(what, work) ?? this.#withTail(what, work);
      if (said === undefined) continue;
      const known = this.#known(place, work);
      return known === undefined ? `${place}: ${said}` : `${known}：${said}`;
    }
    return undefined;
  }
}

function placesOf(joint: string, text: string): readonly number[] {
  return [...text.matchAll(new RegExp(joint, "g"))].map(({ index }) => index);
}
