/** Of what people read. What programs read (codes, ids, names of events, JSON, logs) is English everywhere. */
export type Language = "en" | "zh";

export const languages: readonly Language[] = ["en", "zh"];

export const isLanguage = (text: string): text is Language => languages.some((each) => each === text);

/** The same words in every language. */
export type Spoken<T> = Readonly<Record<Language, T>>;

/** English decides what there is to say and with which parameters; another language that leaves a word out does not compile. */
export function spoken<T>(en: T, zh: NoInfer<T>): Spoken<T> {
  return { en, zh };
}

/** Of LC_ALL, LC_MESSAGES or LANG, like zh_CN.UTF-8. Chinese of any region gets the one Chinese there is. */
export function languageOfLocale(locale: string): Language {
  const [tag = ""] = locale.split(/[_.@-]/);
  return isLanguage(tag) ? tag : "en";
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Of messages, as setlocale(3) chooses it; English where Chinese could not be shown. */
export function languageOfVariables(variables: Variables): Language {
  const { LC_ALL: all, LC_MESSAGES: messages, LANG: lang } = variables;
  return isUtf8(variables) ? languageOfLocale(all || messages || lang || "") : "en";
}

/**
 * As setlocale(3) chooses. Without any, services and containers are meant, whose readers are UTF-8 today; whoever writes zh_CN and
 * no charset has a terminal of today too.
 */
export function isUtf8(variables: Variables): boolean {
  const locale = variables["LC_ALL"] || variables["LC_CTYPE"] || variables["LANG"];
  return !locale || /utf-?8/i.test(locale) || /^zh(?:_[A-Z]+)?$/.test(locale);
}
