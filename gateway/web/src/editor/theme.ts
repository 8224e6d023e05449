import { useMonaco } from '@graphiql/react';
import { useEffect } from 'react';

/** The colours of one theme; every text colour keeps a contrast of 4.5 : 1 or more on its background. */
interface Colours {
  readonly background: string;
  readonly accent: string;
  readonly accentWash: string;
  readonly text: string;
  readonly lineNumber: string;
  readonly selection: string;
  readonly keyword: string;
  readonly type: string;
  readonly argument: string;
  readonly string: string;
  readonly number: string;
  readonly comment: string;
}

const LIGHT: Colours = {
  background: '#ffffff',
  accent: '#14525f',
  accentWash: '#14525f1a',
  text: '#1d2b30',
  lineNumber: '#6a777c',
  selection: '#cfe4e6',
  keyword: '#7a3e00',
  type: '#0b6b4f',
  argument: '#5b4699',
  string: '#8a2b3d',
  number: '#0b6b4f',
  comment: '#5c6a6f',
};

const DARK: Colours = {
  background: '#12191c',
  accent: '#7cc4cf',
  accentWash: '#7cc4cf26',
  text: '#dbe4e6',
  lineNumber: '#86959a',
  selection: '#27474f',
  keyword: '#e8b27a',
  type: '#7fd0ae',
  argument: '#b9a9ee',
  string: '#eea3ae',
  number: '#7fd0ae',
  comment: '#93a3a8',
};

/** Gives GraphiQL's two Monaco themes this page's colours as soon as Monaco is there. */
export function useEditorColours(): void {
  const monaco = useMonaco((state) => state.monaco);
  useEffect(() => {
    monaco?.editor.defineTheme('graphiql-LIGHT', themeOf('vs', LIGHT));
    monaco?.editor.defineTheme('graphiql-DARK', themeOf('vs-dark', DARK));
  }, [monaco]);
}

const themeOf = <Base extends 'vs' | 'vs-dark'>(base: Base, colours: Colours) => ({
  base,
  inherit: true,
  rules: [
    rule('', colours.text),
    rule('keyword.gql', colours.keyword),
    rule('key.identifier.gql', colours.text),
    rule('type.identifier.gql', colours.type),
    rule('argument.identifier.gql', colours.argument),
    rule('string.gql', colours.string),
    rule('number.gql', colours.number),
    rule('comment.gql', colours.comment),
    rule('string.key.json', colours.accent),
    rule('string.value.json', colours.string),
    rule('number.json', colours.number),
    rule('keyword.json', colours.keyword),
    rule('comment', colours.comment),
  ],
  colors: {
    'editor.background': '#00000000',
    'editor.foreground': colours.text,
    'editorLineNumber.foreground': colours.lineNumber,
    'editorLineNumber.activeForeground': colours.accent,
    'editorLineNumber.dimmedForeground': colours.lineNumber,
    'editorBracketHighlight.foreground1': colours.text,
    'editorBracketHighlight.foreground2': colours.accent,
    'editorBracketHighlight.foreground3': colours.argument,
    'editor.selectionBackground': colours.selection,
    'scrollbar.shadow': '#00000000',
    'textLink.foreground': colours.accent,
    'textLink.activeForeground': colours.accent,
    'editorLink.activeForeground': colours.accent,
    'editorHoverWidget.background': colours.background,
    'editorWidget.background': colours.background,
    'editorSuggestWidget.background': colours.background,
    'editorSuggestWidget.foreground': colours.text,
    'editorSuggestWidget.selectedBackground': colours.accentWash,
    'editorSuggestWidget.selectedForeground': colours.text,
    'editorSuggestWidget.highlightForeground': colours.accent,
    'editorSuggestWidget.focusHighlightForeground': colours.accent,
    'list.hoverBackground': colours.accentWash,
    'list.highlightForeground': colours.accent,
    'list.focusHighlightForeground': colours.accent,
    'menu.background': colours.background,
    'menu.foreground': colours.text,
    'menu.selectionBackground': colours.accentWash,
    'menu.selectionForeground': colours.text,
    'quickInput.background': colours.background,
    'quickInputList.focusBackground': colours.accentWash,
    'quickInputList.focusForeground': colours.text,
    'pickerGroup.foreground': colours.accent,
    focusBorder: colours.accent,
  },
});

/** Monaco writes a token's colour without its hash sign. */
const rule = (token: string, colour: string) => ({ token, foreground: colour.slice(1) });
