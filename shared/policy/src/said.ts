/** The languages that the policy is written in; the first is the default. */
export const LANGUAGES = ['en', 'fr', 'vi'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in every language: a missing one does not load. */
export type Said = Readonly<Record<Language, string>>;

/** The first language of an `Accept-Language` header (RFC 9110, § 12.5.4) that the policy speaks, by weight. */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, LONGEST_HEADER)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((one) => one.startsWith('q='))?.slice(2);
      return { primary: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { primary } of wanted) {
    const known = LANGUAGES.find((one) => one === primary);
    if (known !== undefined) return known;
  }
  return LANGUAGES[0];
}

/** Characters of the header that are looked at. */
const LONGEST_HEADER = 200;
