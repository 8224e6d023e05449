import { useId, useRef, useState } from 'react';
import type { Example, Outcome } from '../examples/example.ts';
import { useLanguage, useWords } from '../words/words.ts';

interface Props {
  readonly personaName: string;
  readonly own: readonly Example[];
  readonly open: readonly Example[];
  readonly onPick: (example: Example) => void;
}

/** The outcome by its shape as well as its colour. */
const SIGNS: Readonly<Record<Outcome, string>> = {
  answered: '✓',
  partly: '◐',
  refused: '✕',
  withheld: '∅',
  hidden: '?',
  closed: '✕',
};

/** A button that discloses the persona's examples; Escape, leaving it or picking one closes it. */
export function ExampleMenu({ personaName, own, open, onPick }: Props) {
  const words = useWords();
  const [shown, setShown] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const listId = useId();
  return (
    <div
      className="examples"
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !shown) return;
        setShown(false);
        button.current?.focus();
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setShown(false);
      }}
    >
      <button ref={button} type="button" aria-expanded={shown} aria-controls={listId} onClick={() => setShown(!shown)}>
        {words.examples} <span aria-hidden="true">▾</span>
      </button>
      {/* Focusable, so that a click between two examples does not count as leaving the menu. */}
      <div id={listId} className="example-list" hidden={!shown} tabIndex={-1}>
        {own.length > 0 && <Group title={words.examplesFor(personaName)} examples={own} onPick={pick} />}
        {open.length > 0 && <Group title={words.examplesElse} examples={open} onPick={pick} />}
      </div>
    </div>
  );

  function pick(example: Example) {
    setShown(false);
    onPick(example);
  }
}

interface GroupProps {
  readonly title: string;
  readonly examples: readonly Example[];
  readonly onPick: (example: Example) => void;
}

function Group({ title, examples, onPick }: GroupProps) {
  const words = useWords();
  const language = useLanguage();
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {examples.map((example) => (
          <li key={example.query}>
            <button type="button" onClick={() => onPick(example)}>
              <span className="example-title">{example.title[language]}</span>
              <span className={`outcome ${example.outcome}`}>
                <span aria-hidden="true">{SIGNS[example.outcome]}</span> {words[example.outcome]} · {example.rule}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
