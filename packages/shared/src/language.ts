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
