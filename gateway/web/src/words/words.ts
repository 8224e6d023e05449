import { createContext, use } from 'react';
import { en, type Words } from './en.ts';
import { fr } from './fr.ts';
import type { Language } from './language.ts';
import { vi } from './vi.ts';

/** Every language's dictionary: a language without one does not compile. */
export const WORDS: Readonly<Record<Language, Words>> = { en, fr, vi };

/** The language the page is shown in. */
export const LanguageContext = createContext<Language>('en');

export const useLanguage = (): Language => use(LanguageContext);

export const useWords = (): Words => WORDS[use(LanguageContext)];
