import { isLanguage, type Language, LANGUAGE_NAMES, LANGUAGES } from '../words/language.ts';
import { useLanguage, useWords } from '../words/words.ts';

export function LanguageSwitch({ onChange }: { readonly onChange: (language: Language) => void }) {
  const words = useWords();
  return (
    <label className="field language">
      <span>{words.language}</span>
      <select value={useLanguage()} onChange={({ target }) => isLanguage(target.value) && onChange(target.value)}>
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {LANGUAGE_NAMES[language]}
          </option>
        ))}
      </select>
    </label>
  );
}
