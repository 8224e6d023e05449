/** The interface languages, in the order of the switch. */
export const LANGUAGES = ['en', 'fr', 'vi'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in every interface language: a missing one does not compile. */
export type Said = Readonly<Record<Language, string>>;

/** Each language by its own name, as a reader who knows no other would look for it. */
export const LANGUAGE_NAMES: Said = { en: 'English', fr: 'Français', vi: 'Tiếng Việt' };

const STORAGE_KEY = 'agency-graph:language';

export const isLanguage = (text: string | null): text is Language => LANGUAGES.some((language) => language === text);

/** The first of the browser's preferred languages (BCP 47) that the page speaks, or English. */
export function preferredLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-', 1)[0] ?? '';
    if (isLanguage(primary)) return primary;
  }
  return 'en';
}

/** The language chosen earlier on this browser, else the browser's own preference. */
export function initialLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  return isLanguage(stored) ? stored : preferredLanguage(navigator.languages);
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
}
