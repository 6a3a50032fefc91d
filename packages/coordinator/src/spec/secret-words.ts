const secretWords = /pass(?:wd|word|phrase)?\b|secret|token|private[ _-]?key|:\/\/[^\s/]*:[^\s/]*@/i;

/** True for a key or a line that seems to hold what must not be shown. */
export function speaksOfSecrets(text: string): boolean {
  return secretWords.test(text);
}
